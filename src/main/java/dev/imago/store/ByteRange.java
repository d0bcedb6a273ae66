package dev.imago.store;

/**
 * A part of an image's bytes.
 *
 * @param offset of the first byte, from 0
 * @param length in bytes; {@link #TO_END} for all that follow
 */
public record ByteRange(long offset, long length) {
    /** As a length: everything from the offset on. */
    public static final long TO_END = Long.MAX_VALUE;

    /** The whole image. */
    public static final ByteRange ALL = new ByteRange(0, TO_END);

    public ByteRange {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("a range starts at 0 or later and is not negative");
        }
    }

    /** How many bytes the range covers of an image of the given size. */
    public long lengthWithin(long size) {
        return Math.clamp(length, 0L, Math.max(0, size - offset));
    }
}
