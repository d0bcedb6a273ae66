package dev.imago.image;

import java.io.IOException;

/** GIF (87a, 89a): a logical screen, then blocks; every image descriptor is a frame. */
final class GifHeader {
    private static final int SCREEN_END = 13;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;
    private static final int TRAILER = 0x3B;

    /** What a walk over the blocks found, and whether it ended at the trailer. */
    private record Walk(int width, int height, int frames, boolean ended) {}

    private GifHeader() {}

    static Dimensions read(HeaderBytes bytes) throws IOException {
        Walk walk = walk(bytes);
        if (walk.frames == 0) {
            throw walk.ended ? bytes.broken("it has no picture") : bytes.truncated();
        }
        return bytes.dimensions(walk.width, walk.height, walk.frames);
    }

    static void requireEnd(HeaderBytes bytes) throws IOException {
        if (!walk(bytes).ended) {
            throw bytes.truncated();
        }
    }

    /** Frames may reach beyond the logical screen, or the screen be 0 × 0: the larger counts, as decoders see it. */
    private static Walk walk(HeaderBytes bytes) throws IOException {
        int width = bytes.u16le(6);
        int height = bytes.u16le(8);
        int frames = 0;
        long at = SCREEN_END + colours(bytes.u8(10));
        while (at < bytes.size()) {
            int block = bytes.u8(at);
            if (block == TRAILER) {
                return new Walk(width, height, frames, true);
            } else if (block == EXTENSION) {
                at = behindBlocks(bytes, at + 2);
            } else if (block == IMAGE) {
                if (at + 11 > bytes.size()) {
                    break;
                }
                width = Math.max(width, bytes.u16le(at + 1) + bytes.u16le(at + 5));
                height = Math.max(height, bytes.u16le(at + 3) + bytes.u16le(at + 7));
                frames++;
                at = behindBlocks(bytes, at + 11 + colours(bytes.u8(at + 9)));
            } else {
                throw bytes.broken("there is an unknown block at offset " + at);
            }
        }
        return new Walk(width, height, frames, false);
    }

    private static long colours(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1);
    }

    private static long behindBlocks(HeaderBytes bytes, long from) throws IOException {
        for (long at = from; at < bytes.size(); ) {
            bytes.step();
            int length = bytes.u8(at);
            at += 1 + length;
            if (length == 0) {
                return at;
            }
        }
        return bytes.size();
    }
}
