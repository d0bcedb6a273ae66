package dev.imago.store.http;

import dev.imago.image.Digest;
import dev.imago.store.BlobStat;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A version of an image, told from others by what the origin says of it: a strong entity tag, else the time of its last change
 * together with its length, else by its bytes.
 *
 * <p>Servers make both of them from a time in whole seconds. What was changed in the second in which it was sent could be
 * changed once more in it and look the same. Such a version is <em>young</em>: its mark says when it was seen, and differs from that
 * of any later look.
 *
 * @param mark that it is told by
 * @param size of the whole image in bytes
 * @param modified as the origin says, or the epoch
 * @param freshFor how long it may be taken for current
 */
record Version(String mark, Optional<Instant> seenYoung, long size, Instant modified, Duration freshFor) {
    private static final String TAG = "etag ";
    private static final String TIME = "modified ";

    /** The version of an answer that tells it by its header; empty if its bytes have to be read. */
    static Optional<Version> of(Fields fields, Duration otherwiseFresh) {
        OptionalLong size = fields.wholeLength();
        Optional<Instant> modified = fields.date("Last-Modified");
        Optional<Instant> young = modified.flatMap(time -> fields.date("Date").filter(date -> isSecondOf(time, date)));
        Optional<String> mark = mark(fields, modified, young.isPresent());
        if (size.isEmpty() || mark.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Version(
                mark.get(),
                young,
                size.getAsLong(),
                modified.orElse(Instant.EPOCH),
                Lifetime.of(fields, otherwiseFresh)));
    }

    /** Without a tag, and of this second, a time tells nothing: some programs send the time of each answer. */
    private static Optional<String> mark(Fields fields, Optional<Instant> modified, boolean young) {
        Optional<String> tag =
                fields.first("ETag").filter(value -> value.startsWith("\"")).map(TAG::concat);
        return tag.or(() -> modified.filter(_ -> !young)
                .flatMap(_ -> fields.first("Last-Modified"))
                .map(TIME::concat));
    }

    /** The version that these bytes are. */
    static Version of(byte[] bytes, Fields fields, Duration otherwiseFresh) {
        return new Version(
                "sha256 " + Digest.of(bytes).hex(),
                Optional.empty(),
                bytes.length,
                Instant.EPOCH,
                Lifetime.of(fields, otherwiseFresh));
    }

    private static boolean isSecondOf(Instant modified, Instant date) {
        Duration age = Duration.between(modified, date);
        return !age.isNegative() && age.compareTo(Duration.ofSeconds(1)) < 0;
    }

    BlobStat stat() {
        String validator = mark + " " + size
                + seenYoung.map(time -> " seen " + time.getEpochSecond()).orElse("");
        return new BlobStat(size, validator, modified);
    }

    /** Whether an answer of another time is about the very same bytes. */
    boolean isSurely(Version other) {
        return seenYoung.isEmpty() && other.seenYoung.isEmpty() && mark.equals(other.mark) && size == other.size;
    }

    /** The header field that asks for this version and no other (RFC 9110 §13.1), with its value. */
    Optional<String[]> condition() {
        if (mark.startsWith(TAG)) {
            return Optional.of(new String[] {"If-Match", mark.substring(TAG.length())});
        }
        return mark.startsWith(TIME)
                ? Optional.of(new String[] {"If-Unmodified-Since", mark.substring(TIME.length())})
                : Optional.empty();
    }
}
