package dev.imago.image;

import java.io.IOException;
import java.util.Optional;

/** JPEG (ITU-T T.81): markers with segments; the frame header (SOFn) has the size. */
final class JpegHeader {
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int APP1 = 0xE1;
    private static final String EXIF = "Exif\0\0";

    private JpegHeader() {}

    static Dimensions read(HeaderBytes bytes) throws IOException {
        long at = 2;
        while (true) {
            at = marker(bytes, at);
            int marker = bytes.u8(at - 1);
            if (isFrame(marker)) {
                int height = bytes.u16be(at + 3);
                int width = bytes.u16be(at + 5);
                if (bytes.u16be(at) < 8 || bytes.u8(at + 7) == 0) {
                    throw bytes.broken("its frame header is too short");
                }
                return bytes.dimensions(width, height, 1);
            }
            if (marker == SOS || marker == EOI) {
                throw bytes.broken("it has no frame header before its pixels");
            }
            at = behind(bytes, marker, at);
        }
    }

    /** What the first segment with EXIF data says; nothing if there is none before the pixels. */
    static Optional<Long> orientation(HeaderBytes bytes) throws IOException {
        long at = marker(bytes, 2);
        for (int marker = bytes.u8(at - 1); marker != SOS && marker != EOI; marker = bytes.u8(at - 1)) {
            if (marker == APP1 && bytes.matches(at + 2, EXIF)) {
                return TiffHeader.orientation(bytes, at + 2 + EXIF.length(), at + bytes.u16be(at));
            }
            at = marker(bytes, behind(bytes, marker, at));
        }
        return Optional.empty();
    }

    /** Walks to the marker that ends the image; a truncated one ends within a scan. */
    static void requireEnd(HeaderBytes bytes) throws IOException {
        long at = 2;
        boolean scanned = false;
        while (true) {
            at = marker(bytes, at);
            int marker = bytes.u8(at - 1);
            if (marker == EOI) {
                if (!scanned) {
                    throw bytes.broken("it has no pixels");
                }
                return;
            }
            scanned |= marker == SOS;
            at = behind(bytes, marker, at);
        }
    }

    /** The offset behind the next marker: skips entropy-coded data, stuffed zeros, restart markers and fill bytes. */
    private static long marker(HeaderBytes bytes, long from) throws IOException {
        long at = from;
        while (true) {
            at = bytes.find(0xFF, at);
            if (at < 0) {
                throw bytes.truncated();
            }
            int code = bytes.u8(++at);
            if (code == 0xFF) {
                continue;
            }
            at++;
            if (code != 0 && !(code >= 0xD0 && code <= 0xD7)) {
                bytes.step();
                return at;
            }
        }
    }

    private static long behind(HeaderBytes bytes, int marker, long at) throws IOException {
        if (marker == SOI || marker == 0x01) {
            return at;
        }
        int length = bytes.u16be(at);
        if (length < 2) {
            throw bytes.broken("a segment has the length " + length);
        }
        return at + length;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }
}
