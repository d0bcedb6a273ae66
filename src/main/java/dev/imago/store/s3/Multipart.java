package dev.imago.store.s3;

import dev.imago.image.Fault;
import dev.imago.store.BlobStat;
import dev.imago.store.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Uploads in parts, which the service puts together when all are there. What fails is aborted, so that its parts take no room;
 * what a dead process leaves, {@link Leftovers} finds.
 */
final class Multipart {
    private static final Logger LOG = LoggerFactory.getLogger(Multipart.class);
    /** S3 takes no more. */
    private static final int MOST_PARTS = 10_000;

    private final Once<Connection> connection;
    private final Bucket bucket;
    private final ObjectReader reader;

    Multipart(Once<Connection> connection, Bucket bucket, ObjectReader reader) {
        this.connection = connection;
        this.bucket = bucket;
        this.reader = reader;
    }

    BlobStat put(String object, Content content, Slice all) {
        String upload = begin(object, content);
        try {
            List<CompletedPart> parts = send(object, upload, all);
            content.guard().require();
            return complete(object, upload, content, parts);
        } catch (RuntimeException e) {
            abort(object, upload);
            throw e;
        }
    }

    private String begin(String object, Content content) {
        return Faults.translated(
                "POST " + object,
                () -> connection
                        .get()
                        .s3()
                        .createMultipartUpload(request -> request.bucket(bucket.name())
                                .key(object)
                                .contentType(content.format().mediaType())
                                .cacheControl(bucket.cacheControl())
                                .metadata(ObjectWriter.metadata(content)))
                        .uploadId());
    }

    private List<CompletedPart> send(String object, String upload, Slice all) {
        long partSize = Math.max(bucket.partSize(), Math.ceilDiv(all.length(), (long) MOST_PARTS));
        List<CompletedPart> parts = new ArrayList<>();
        for (long start = 0; start < all.length(); start += partSize) {
            int number = parts.size() + 1;
            parts.add(send(object, upload, number, all.part(start, partSize)));
        }
        return parts;
    }

    private CompletedPart send(String object, String upload, int number, Slice part) {
        String md5 = Base64.getEncoder().encodeToString(part.md5());
        try (SliceBody body = new SliceBody(part)) {
            String etag = Faults.translated(
                    "PUT part " + number + " of " + object,
                    () -> connection
                            .get()
                            .s3()
                            .uploadPart(
                                    request -> request.bucket(bucket.name())
                                            .key(object)
                                            .uploadId(upload)
                                            .partNumber(number)
                                            .contentMD5(md5)
                                            .overrideConfiguration(
                                                    own -> connection.get().waitFor(part.length(), own)),
                                    body.content())
                            .eTag());
            return CompletedPart.builder().partNumber(number).eTag(etag).build();
        }
    }

    private BlobStat complete(String object, String upload, Content content, List<CompletedPart> parts) {
        try {
            connection
                    .get()
                    .s3()
                    .completeMultipartUpload(request -> request.bucket(bucket.name())
                            .key(object)
                            .uploadId(upload)
                            .multipartUpload(all -> all.parts(parts))
                            .overrideConfiguration(own -> connection.get().waitFor(content.size(), own)));
        } catch (SdkException e) {
            // A request that was repeated after its answer got lost finds the upload gone.
            return there(object, content).orElseThrow(() -> Faults.of(e, "POST parts of " + object));
        }
        // Where something else is there already, or nobody answers, a mark that no version has makes the next reader
        // look.
        return there(object, content)
                .orElseGet(() -> new BlobStat(content.size(), "upload " + upload, Stats.seconds(Instant.now())));
    }

    private Optional<BlobStat> there(String object, Content content) {
        try {
            Optional<HeadObjectResponse> head = reader.head(object);
            return head.filter(now -> ObjectWriter.holds(now, content)).map(Stats::of);
        } catch (Fault noAnswer) {
            return Optional.empty();
        }
    }

    private void abort(String object, String upload) {
        try {
            connection
                    .get()
                    .s3()
                    .abortMultipartUpload(
                            request -> request.bucket(bucket.name()).key(object).uploadId(upload));
        } catch (SdkException e) {
            LOG.info("the parts of {} stay in the bucket until they are cleaned up: {}", object, e.getMessage());
        }
    }
}
