package dev.imago.transform.vips;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.imago.image.Format;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/** Finds files that are cut off, of formats whose readers leave out the frames that are missing without a word. */
final class Completeness {
    private static final int RIFF_HEADER = 8;

    private Completeness() {}

    static boolean isMissing(Format format, MemorySegment file) {
        return switch (format) {
            case GIF -> GifBlocks.areCutOff(file);
            case WEBP -> RIFF_HEADER + riffLength(file) > file.byteSize();
            default -> false;
        };
    }

    /** What a WebP says of the number of bytes behind its first eight (RFC 9649 §2.4). */
    private static long riffLength(MemorySegment file) {
        return Integer.toUnsignedLong(file.get(JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), Integer.BYTES));
    }
}
