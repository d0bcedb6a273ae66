package dev.imago.image;

import java.io.IOException;
import java.util.Optional;

/** WebP (RFC 9649): a RIFF file with a lossy (VP8), lossless (VP8L) or extended (VP8X, also animated) image. */
final class WebpHeader {
    private static final int FIRST_CHUNK = 12;
    private static final int DATA = 8;

    private WebpHeader() {}

    static Dimensions read(HeaderBytes bytes) throws IOException {
        long data = FIRST_CHUNK + DATA;
        if (bytes.matches(FIRST_CHUNK, "VP8 ")) {
            if (!bytes.matches(data + 3, "\u009D\u0001*")) {
                throw bytes.broken("its VP8 frame has no start code");
            }
            return bytes.dimensions(bytes.u16le(data + 6) & 0x3FFF, bytes.u16le(data + 8) & 0x3FFF, 1);
        }
        if (bytes.matches(FIRST_CHUNK, "VP8L")) {
            if (bytes.u8(data) != 0x2F) {
                throw bytes.broken("its VP8L frame has no signature");
            }
            long bits = bytes.u32le(data + 1);
            return bytes.dimensions((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1, 1);
        }
        if (bytes.matches(FIRST_CHUNK, "VP8X")) {
            boolean animated = (bytes.u8(data) & 0x02) != 0;
            long width = bytes.u24le(data + 4) + 1L;
            long height = bytes.u24le(data + 7) + 1L;
            return bytes.dimensions(width, height, animated ? Math.max(1, frames(bytes)) : 1);
        }
        bytes.require(data);
        throw bytes.broken("it does not begin with a VP8, VP8L or VP8X chunk");
    }

    private static long frames(HeaderBytes bytes) throws IOException {
        long frames = 0;
        for (long at = FIRST_CHUNK; at + DATA <= bytes.size(); at = next(bytes, at)) {
            frames += bytes.matches(at, "ANMF") ? 1 : 0;
        }
        return frames;
    }

    /** What the chunk with EXIF data says, if the header announces one. Some writers begin it as JPEG does. */
    static Optional<Long> orientation(HeaderBytes bytes) throws IOException {
        boolean announced = bytes.matches(FIRST_CHUNK, "VP8X") && (bytes.u8(FIRST_CHUNK + DATA) & 0x08) != 0;
        for (long at = FIRST_CHUNK; announced && at + DATA <= bytes.size(); at = next(bytes, at)) {
            if (bytes.matches(at, "EXIF")) {
                long start = at + DATA + (bytes.matches(at + DATA, "Exif\0\0") ? 6 : 0);
                return TiffHeader.orientation(bytes, start, at + DATA + bytes.u32le(at + 4));
            }
        }
        return Optional.empty();
    }

    static void requireEnd(HeaderBytes bytes) throws IOException {
        long end = DATA + bytes.u32le(4);
        bytes.require(end);
        boolean pixels = false;
        for (long at = FIRST_CHUNK; at + DATA <= end && !pixels; at = next(bytes, at)) {
            pixels = bytes.matches(at, "VP8 ") || bytes.matches(at, "VP8L") || bytes.matches(at, "ANMF");
            if (pixels) {
                bytes.require(at + DATA + bytes.u32le(at + 4));
            }
        }
        if (!pixels) {
            throw bytes.broken("it has no pixels");
        }
    }

    private static long next(HeaderBytes bytes, long at) throws IOException {
        bytes.step();
        long length = bytes.u32le(at + 4);
        return at + DATA + length + (length & 1);
    }
}
