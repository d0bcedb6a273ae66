package dev.imago.store.s3;

import dev.imago.image.Fault;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Asks for objects of one bucket, and for what is known of them. Thread-safe. */
final class ObjectReader {
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final Once<Connection> connection;
    private final String bucket;

    ObjectReader(Once<Connection> connection, String bucket) {
        this.connection = connection;
        this.bucket = bucket;
    }

    Optional<BlobStat> stat(String object) {
        Optional<HeadObjectResponse> head = head(object);
        return head.isPresent()
                ? head.map(Stats::of)
                : open(object, new ByteRange(0, 1)).map(S3Blob::statAndClose);
    }

    /**
     * All that is known of an object.
     *
     * @return nothing also when there is no such bucket: an answer to HEAD does not tell one from the other
     */
    Optional<HeadObjectResponse> head(String object) {
        try {
            return Optional.of(connection
                    .get()
                    .s3()
                    .headObject(request -> request.bucket(bucket).key(object)));
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw Faults.of(e, "HEAD " + object);
        } catch (SdkException e) {
            throw Faults.of(e, "HEAD " + object);
        }
    }

    Optional<S3Blob> open(String object, ByteRange range) {
        if (range.length() == 0) {
            return stat(object).map(stat -> S3Blob.empty(this, object, stat));
        }
        try {
            ResponseInputStream<GetObjectResponse> body = get(object, range, Optional.empty());
            return Optional.of(S3Blob.of(this, object, body, range));
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                return head(object).map(head -> S3Blob.empty(this, object, Stats.of(head)));
            }
            if (Faults.isAbsent(e)) {
                return Optional.empty();
            }
            throw Faults.of(e, "GET " + object);
        } catch (SdkException e) {
            throw Faults.of(e, "GET " + object);
        }
    }

    /**
     * A part of one version.
     *
     * @param range has bytes, within the version
     * @throws Fault of kind {@code CHANGED} when the object is another by now, or gone
     */
    ResponseInputStream<GetObjectResponse> openVersion(String object, ByteRange range, BlobStat version) {
        try {
            return get(object, range, Optional.of(version.validator()));
        } catch (S3Exception e) {
            if (Faults.isAbsent(e)) {
                throw new Fault(Fault.Kind.CHANGED, "The image was removed in this moment.", e).withDetail(object);
            }
            throw Faults.of(e, "GET " + object);
        } catch (SdkException e) {
            throw Faults.of(e, "GET " + object);
        }
    }

    private ResponseInputStream<GetObjectResponse> get(String object, ByteRange range, Optional<String> etag) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(object);
        if (!range.equals(ByteRange.ALL)) {
            request.range("bytes=" + range.offset() + "-" + last(range));
        }
        etag.ifPresent(version -> request.ifMatch('"' + version + '"'));
        return connection.get().s3().getObject(request.build());
    }

    private static String last(ByteRange range) {
        boolean toEnd = range.length() == ByteRange.TO_END || range.length() > Long.MAX_VALUE - range.offset();
        return toEnd ? "" : Long.toString(range.offset() + range.length() - 1);
    }
}
