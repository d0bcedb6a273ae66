package dev.imago.transform.vips;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Walks over the blocks of a GIF (GIF89a, appendix A), whose reader leaves out a frame that is not all there without a word. */
final class GifBlocks {
    private static final int HEADER = 13;
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2C;
    private static final int FRAME_HEADER = 10;

    private final MemorySegment gif;
    private long at;

    private GifBlocks(MemorySegment gif) {
        this.gif = gif;
    }

    /** Whether it ends within a block. One that only lacks the byte that says that it is the end is as good as whole. */
    static boolean areCutOff(MemorySegment gif) {
        return new GifBlocks(gif).end() > gif.byteSize();
    }

    /** Where the last block ends, or ought to. */
    private long end() {
        at = HEADER + palette(10);
        while (at < gif.byteSize()) {
            switch (number(at)) {
                case EXTENSION -> at += 2;
                // Behind the colours of the frame there is one byte on the code of its pixels.
                case FRAME -> at += FRAME_HEADER + palette(at + FRAME_HEADER - 1) + 1;
                default -> {
                    return at;
                }
            }
            skipParts();
        }
        return at;
    }

    /** Parts of a block: a length, then so many bytes; the last one is empty. */
    private void skipParts() {
        int length;
        do {
            length = number(at);
            at += 1 + length;
        } while (length > 0);
    }

    /** The bytes of a table of colours that such flags announce. */
    private long palette(long flagsAt) {
        int flags = number(flagsAt);
        return (flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1);
    }

    /** Nothing where there is no byte; a position behind the end then tells it. */
    private int number(long position) {
        return position < gif.byteSize() ? Byte.toUnsignedInt(gif.get(JAVA_BYTE, position)) : 0;
    }
}
