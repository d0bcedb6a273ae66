package dev.imago.image;

import java.io.IOException;

/** Windows icons: several pictures of one motif, of which the largest is the size of the icon. */
final class IcoHeader {
    private static final int DIRECTORY = 6;
    private static final int ENTRY = 16;

    private IcoHeader() {}

    static boolean matches(HeaderBytes bytes) throws IOException {
        return bytes.matches(0, "\0\0\u0001\0")
                && bytes.size() >= DIRECTORY + ENTRY
                && bytes.u16le(4) >= 1
                && bytes.u8(DIRECTORY + 3) == 0
                && bytes.u32le(DIRECTORY + 12) >= DIRECTORY + ENTRY;
    }

    static Dimensions read(HeaderBytes bytes) throws IOException {
        Dimensions largest = picture(bytes, DIRECTORY);
        for (int i = 1; i < bytes.u16le(4); i++) {
            bytes.step();
            Dimensions next = picture(bytes, DIRECTORY + i * ENTRY);
            largest = next.pixels() > largest.pixels() ? next : largest;
        }
        return largest;
    }

    /** The directory says 256 at the most; a PNG inside may be larger, and says so itself. */
    private static Dimensions picture(HeaderBytes bytes, long entry) throws IOException {
        long at = bytes.u32le(entry + 12);
        if (bytes.matches(at, PngHeader.MAGIC)) {
            return PngHeader.read(bytes, at);
        }
        int width = bytes.u8(entry);
        int height = bytes.u8(entry + 1);
        return new Dimensions(width == 0 ? 256 : width, height == 0 ? 256 : height);
    }

    static void requireEnd(HeaderBytes bytes) throws IOException {
        for (int i = 0; i < bytes.u16le(4); i++) {
            long entry = DIRECTORY + (long) i * ENTRY;
            bytes.require(bytes.u32le(entry + 12) + bytes.u32le(entry + 8));
        }
    }
}
