package dev.imago.store.s3;

import dev.imago.image.Fault;
import dev.imago.store.BlobStat;
import dev.imago.store.Content;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Makes files objects of one bucket. An object appears whole, when the service has all of it: a request that is cut off leaves what
 * was there. Thread-safe.
 */
final class ObjectWriter {
    /** Entry of an object's metadata: the SHA-256 of its bytes, in hexadecimal. */
    static final String SHA256 = "sha256";

    /** Tells the puts of the same bytes apart. */
    private static final String PUT = "put";

    private final Once<Connection> connection;
    private final Bucket bucket;
    private final ObjectReader reader;
    private final Multipart multipart;

    ObjectWriter(Once<Connection> connection, Bucket bucket, ObjectReader reader) {
        this.connection = connection;
        this.bucket = bucket;
        this.reader = reader;
        this.multipart = new Multipart(connection, bucket, reader);
    }

    BlobStat put(String object, Content content) {
        Slice all = Slice.all(content);
        return all.length() > bucket.partSize()
                ? multipart.put(object, content, all)
                : putWhole(object, content, all, metadata(content), request -> {});
    }

    /**
     * In one request, whatever the size: conditions hold for the end of an upload in parts on few services only.
     *
     * @param condition puts it into the request
     */
    BlobStat putConditionally(String object, Content content, Consumer<PutObjectRequest.Builder> condition) {
        Map<String, String> metadata = metadata(content);
        metadata.put(PUT, UUID.randomUUID().toString());
        try {
            return putWhole(object, content, Slice.all(content), metadata, condition);
        } catch (Fault fault) {
            return ownPut(object, fault, metadata).orElseThrow(() -> fault);
        }
    }

    /** A request that was repeated after its answer got lost is refused because of itself. */
    private Optional<BlobStat> ownPut(String object, Fault fault, Map<String, String> metadata) {
        return fault.kind() == Fault.Kind.PRECONDITION_FAILED
                ? reader.head(object)
                        .filter(head -> head.metadata().equals(metadata))
                        .map(Stats::of)
                : Optional.empty();
    }

    private BlobStat putWhole(
            String object,
            Content content,
            Slice all,
            Map<String, String> metadata,
            Consumer<PutObjectRequest.Builder> condition) {
        var request = PutObjectRequest.builder()
                .bucket(bucket.name())
                .key(object)
                .contentType(content.format().mediaType())
                .cacheControl(bucket.cacheControl())
                .metadata(metadata)
                .contentMD5(Base64.getEncoder().encodeToString(all.md5()))
                .overrideConfiguration(own -> connection.get().waitFor(all.length(), own));
        condition.accept(request);
        content.guard().require();
        try (SliceBody body = new SliceBody(all)) {
            PutObjectResponse answer = connection.get().s3().putObject(request.build(), body.content());
            return Stats.of(answer, content.size());
        } catch (S3Exception e) {
            if (Faults.isUnsatisfiedCondition(e)) {
                throw new Fault(Fault.Kind.PRECONDITION_FAILED, "The image is another by now.", e).withDetail(object);
            }
            throw Faults.of(e, "PUT " + object);
        } catch (SdkException e) {
            throw Faults.of(e, "PUT " + object);
        }
    }

    static Map<String, String> metadata(Content content) {
        return new HashMap<>(Map.of(SHA256, content.digest().hex()));
    }

    static boolean holds(HeadObjectResponse head, Content content) {
        return content.digest().hex().equals(head.metadata().get(SHA256));
    }
}
