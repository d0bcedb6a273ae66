package dev.imago.store.s3;

import dev.imago.image.Fault;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Whether a service heeds conditions of a PUT (RFC 9110 §13.1), and how it wants them written. Services that do not know them
 * ignore them without a word, so it is tried with an object that no listing shows.
 */
final class Conditions {
    private static final Logger LOG = LoggerFactory.getLogger(Conditions.class);

    /** How an entity tag is written in {@code If-Match}: as the RFC says, or bare, as radosgw wants it. */
    private enum Form {
        QUOTED,
        BARE;

        String write(String etag) {
            return this == QUOTED ? '"' + etag + '"' : etag;
        }
    }

    private final Once<Connection> connection;
    private final Bucket bucket;
    private final Once<Optional<Form>> form = new Once<>(this::probe);

    Conditions(Once<Connection> connection, Bucket bucket) {
        this.connection = connection;
        this.bucket = bucket;
    }

    /** Asks the service the first time. Nothing can be said while it does not answer; the next call asks again. */
    boolean heeded() {
        try {
            return form.get().isPresent();
        } catch (Fault noAnswer) {
            LOG.info(
                    "whether bucket {} takes conditional puts is not known yet: {}", bucket.name(), noAnswer.message());
            return false;
        }
    }

    /** Puts a condition into a request. */
    Consumer<PutObjectRequest.Builder> over(Optional<String> expected) {
        Form written = form.get().orElseThrow();
        return request ->
                expected.ifPresentOrElse(etag -> request.ifMatch(written.write(etag)), () -> request.ifNoneMatch("*"));
    }

    private Optional<Form> probe() {
        String object = bucket.prefix() + ".imago/probe-" + UUID.randomUUID();
        try {
            Optional<String> etag = put(object, request -> request.ifNoneMatch("*"));
            if (etag.isEmpty()
                    || put(object, request -> request.ifNoneMatch("*")).isPresent()) {
                return Optional.empty();
            }
            for (Form each : Form.values()) {
                String other = "0".repeat(32);
                if (put(object, request -> request.ifMatch(each.write(etag.get())))
                                .isPresent()
                        && put(object, request -> request.ifMatch(each.write(other)))
                                .isEmpty()) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        } catch (SdkException e) {
            throw Faults.of(e, "try a conditional PUT");
        } finally {
            remove(object);
        }
    }

    /** @return nothing if it was refused */
    private Optional<String> put(String object, Consumer<PutObjectRequest.Builder> condition) {
        var request = PutObjectRequest.builder().bucket(bucket.name()).key(object);
        condition.accept(request);
        try {
            return Optional.of(Stats.bare(connection
                    .get()
                    .s3()
                    .putObject(request.build(), RequestBody.fromString("x"))
                    .eTag()));
        } catch (S3Exception e) {
            if (Faults.isUnsatisfiedCondition(e) || e.statusCode() == 501) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void remove(String object) {
        try {
            connection
                    .get()
                    .s3()
                    .deleteObject(request -> request.bucket(bucket.name()).key(object));
        } catch (SdkException e) {
            LOG.debug("{} stays in the bucket", object, e);
        }
    }
}
