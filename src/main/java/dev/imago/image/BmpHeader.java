package dev.imago.image;

import java.io.IOException;
import java.util.Set;

/** Windows and OS/2 bitmaps. */
final class BmpHeader {
    private static final int OS2_HEADER = 12;
    private static final Set<Integer> HEADERS = Set.of(OS2_HEADER, 16, 40, 52, 56, 64, 108, 124);

    private BmpHeader() {}

    /** Two letters are weak evidence, so the size of the second header must be a known one. */
    static boolean matches(HeaderBytes bytes) throws IOException {
        return bytes.matches(0, "BM") && bytes.size() >= 18 && HEADERS.contains((int) bytes.u32le(14));
    }

    static Dimensions read(HeaderBytes bytes) throws IOException {
        if (bytes.u32le(14) == OS2_HEADER) {
            return bytes.dimensions(bytes.u16le(18), bytes.u16le(20), 1);
        }
        bytes.require(14 + bytes.u32le(14));
        return bytes.dimensions(bytes.i32le(18), height(bytes), 1);
    }

    /** Rows from top to bottom are told by a negative height. */
    private static long height(HeaderBytes bytes) throws IOException {
        return Math.abs((long) bytes.i32le(22));
    }

    static void requireEnd(HeaderBytes bytes) throws IOException {
        long pixels = bytes.u32le(10);
        Dimensions dimensions = read(bytes);
        boolean os2 = bytes.u32le(14) == OS2_HEADER;
        int bits = bytes.u16le(os2 ? 24 : 28);
        long compression = os2 || bytes.u32le(14) < 40 ? 0 : bytes.u32le(30);
        if (compression == 0 || compression == 3) {
            long row = ((long) dimensions.width() * bits + 31) / 32 * 4;
            bytes.require(pixels + Math.min(row * dimensions.height(), Long.MAX_VALUE / 2));
        } else {
            bytes.require(pixels + bytes.u32le(34));
        }
    }
}
