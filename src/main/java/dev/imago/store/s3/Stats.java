package dev.imago.store.s3;

import dev.imago.store.BlobStat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the service says of an object. Its entity tag, without quotes, is the validator; dates have whole seconds, as in HTTP. Pure. */
final class Stats {
    private Stats() {}

    static BlobStat of(HeadObjectResponse answer) {
        return new BlobStat(answer.contentLength(), bare(answer.eTag()), seconds(answer.lastModified()));
    }

    /** Of an answer with the whole object, or a part of it. */
    static BlobStat of(GetObjectResponse answer) {
        String range = answer.contentRange();
        long size = range == null ? answer.contentLength() : Long.parseLong(range.substring(range.indexOf('/') + 1));
        return new BlobStat(size, bare(answer.eTag()), seconds(answer.lastModified()));
    }

    static BlobStat of(S3Object listed) {
        return new BlobStat(listed.size(), bare(listed.eTag()), seconds(listed.lastModified()));
    }

    /** Of an object that was put: the answer does not tell its date, and asking for it would cost as much as the put. It is off by seconds at most. */
    static BlobStat of(PutObjectResponse answer, long size) {
        return new BlobStat(size, bare(answer.eTag()), seconds(Instant.now()));
    }

    static String bare(String etag) {
        return etag.replace("\"", "");
    }

    static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
