package dev.imago.store.s3;

import dev.imago.image.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Uploads in parts that were never finished: their parts take room and show in no listing. Below the store's prefix, those that are
 * older than a while are aborted, whoever began them.
 */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final Once<Connection> connection;
    private final String bucket;
    private final String prefix;
    private final Duration age;

    Leftovers(Once<Connection> connection, Bucket bucket) {
        this.connection = connection;
        this.bucket = bucket.name();
        this.prefix = bucket.prefix();
        this.age = bucket.leftoverAge();
    }

    /**
     * Aborts what is old enough.
     *
     * @return how many were aborted
     * @throws Fault when the service refuses or fails
     */
    int abort() {
        Instant before = Instant.now().minus(age);
        List<MultipartUpload> old = Faults.translated(
                "list uploads below " + prefix,
                () -> connection
                        .get()
                        .s3()
                        .listMultipartUploadsPaginator(
                                request -> request.bucket(bucket).prefix(prefix))
                        .uploads()
                        .stream()
                        .filter(upload -> !upload.initiated().isAfter(before))
                        .toList());
        old.forEach(this::abort);
        if (!old.isEmpty()) {
            LOG.info(
                    "{} uploads to bucket {} that were begun {} ago and not finished are removed",
                    old.size(),
                    bucket,
                    age);
        }
        return old.size();
    }

    private void abort(MultipartUpload upload) {
        Faults.translated(
                "abort upload of " + upload.key(),
                () -> connection
                        .get()
                        .s3()
                        .abortMultipartUpload(request ->
                                request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())));
    }
}
