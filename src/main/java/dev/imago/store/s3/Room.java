package dev.imago.store.s3;

import dev.imago.store.Capacity;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * How much a bucket holds, and may hold. The S3 API has no word for it; radosgw adds it to what it says of a bucket, where the bucket or
 * its owner has a quota.
 */
record Room(long totalBytes, long usedBytes) implements Capacity {
    private static final String USED = "X-RGW-Bytes-Used";
    private static final String BUCKET_QUOTA = "X-RGW-Quota-Bucket-Size";
    private static final String USER_QUOTA = "X-RGW-Quota-User-Size";

    /** Of the answer to a HEAD of the bucket; nothing when the service does not tell, or nothing is limited. */
    static Optional<Room> of(SdkHttpResponse answer) {
        OptionalLong used = number(answer, USED);
        OptionalLong limit = LongStream.of(
                        number(answer, BUCKET_QUOTA).orElse(-1),
                        number(answer, USER_QUOTA).orElse(-1))
                .filter(quota -> quota > 0)
                .min();
        return used.isPresent() && limit.isPresent()
                ? Optional.of(new Room(limit.getAsLong(), used.getAsLong()))
                : Optional.empty();
    }

    @Override
    public long freeBytes() {
        return Math.max(0, totalBytes - usedBytes);
    }

    private static OptionalLong number(SdkHttpResponse answer, String field) {
        Optional<String> value = answer.firstMatchingHeader(field).filter(text -> text.matches("-?[0-9]{1,18}"));
        return value.isPresent() ? OptionalLong.of(Long.parseLong(value.get())) : OptionalLong.empty();
    }
}
