package dev.imago.image;

import java.io.IOException;
import java.util.Optional;

/** PNG, third edition (W3C): chunks; IHDR has the size, acTL the number of frames. */
final class PngHeader {
    static final String MAGIC = "\u0089PNG\r\n\u001A\n";

    private static final int FIRST_CHUNK = 8;
    private static final int CHUNK_FRAME = 12;

    private PngHeader() {}

    static Dimensions read(HeaderBytes bytes) throws IOException {
        return read(bytes, 0);
    }

    /** Reads a PNG that begins at an offset, as in an icon. */
    static Dimensions read(HeaderBytes bytes, long start) throws IOException {
        long at = start + FIRST_CHUNK;
        if (bytes.u32be(at) != 13 || !bytes.matches(at + 4, "IHDR")) {
            throw bytes.broken("it does not begin with an IHDR chunk");
        }
        long width = bytes.u32be(at + 8);
        long height = bytes.u32be(at + 12);
        bytes.require(at + 13 + CHUNK_FRAME);
        return bytes.dimensions(width, height, frames(bytes, at));
    }

    private static long frames(HeaderBytes bytes, long ihdr) throws IOException {
        long at = ihdr;
        while (at + 8 <= bytes.size() && !bytes.matches(at + 4, "IDAT") && !bytes.matches(at + 4, "IEND")) {
            if (bytes.matches(at + 4, "acTL")) {
                return bytes.u32be(at + 8);
            }
            at = next(bytes, at);
        }
        return 1;
    }

    /** What the chunk with EXIF data says; nothing if there is none before the pixels, where readers look for it. */
    static Optional<Long> orientation(HeaderBytes bytes) throws IOException {
        long at = FIRST_CHUNK;
        while (at + 8 <= bytes.size() && !bytes.matches(at + 4, "IDAT") && !bytes.matches(at + 4, "IEND")) {
            if (bytes.matches(at + 4, "eXIf")) {
                return TiffHeader.orientation(bytes, at + 8, at + 8 + bytes.u32be(at));
            }
            at = next(bytes, at);
        }
        return Optional.empty();
    }

    static void requireEnd(HeaderBytes bytes) throws IOException {
        boolean pixels = false;
        for (long at = FIRST_CHUNK; ; at = next(bytes, at)) {
            pixels |= bytes.matches(at + 4, "IDAT");
            if (bytes.matches(at + 4, "IEND")) {
                bytes.require(at + CHUNK_FRAME);
                if (!pixels) {
                    throw bytes.broken("it has no pixels");
                }
                return;
            }
        }
    }

    private static long next(HeaderBytes bytes, long at) throws IOException {
        bytes.step();
        return at + CHUNK_FRAME + bytes.u32be(at);
    }
}
