package dev.imago.image;

import dev.imago.image.Boxes.Box;
import java.io.IOException;
import java.util.Optional;

/** JPEG XL (ISO/IEC 18181): a bare codestream or one in boxes. The number of frames is not in the header and counts as 1. */
final class JxlHeader {
    private static final String CODESTREAM = "\u00FF\n";
    private static final String CONTAINER = "\0\0\0\u000CJXL \r\n\u0087\n";

    private JxlHeader() {}

    static boolean matches(HeaderBytes bytes) throws IOException {
        return bytes.matches(0, CODESTREAM) || bytes.matches(0, CONTAINER);
    }

    static Dimensions read(HeaderBytes bytes) throws IOException {
        long at = bytes.matches(0, CODESTREAM) ? 0 : codestream(bytes);
        if (!bytes.matches(at, CODESTREAM)) {
            throw bytes.broken("its codestream has no signature");
        }
        Bits bits = new Bits(bytes, at + 2);
        boolean small = bits.take(1) == 1;
        long height = side(bits, small);
        int ratio = (int) bits.take(3);
        long width = switch (ratio) {
            case 1 -> height;
            case 2 -> height * 12 / 10;
            case 3 -> height * 4 / 3;
            case 4 -> height * 3 / 2;
            case 5 -> height * 16 / 9;
            case 6 -> height * 5 / 4;
            case 7 -> height * 2;
            default -> side(bits, small);
        };
        return bytes.dimensions(width, height, 1);
    }

    static void requireEnd(HeaderBytes bytes) throws IOException {
        if (bytes.matches(0, CONTAINER)) {
            codestream(bytes);
            Boxes.requireEnd(bytes);
        }
    }

    private static long codestream(HeaderBytes bytes) throws IOException {
        Optional<Box> whole = Boxes.find(bytes, 0, bytes.size(), "jxlc");
        if (whole.isPresent()) {
            return whole.get().start();
        }
        Optional<Box> part = Boxes.find(bytes, 0, bytes.size(), "jxlp");
        if (part.isEmpty()) {
            throw bytes.truncated();
        }
        return part.get().start() + 4;
    }

    private static long side(Bits bits, boolean small) throws IOException {
        if (small) {
            return (bits.take(5) + 1) * 8;
        }
        return switch ((int) bits.take(2)) {
            case 0 -> bits.take(9) + 1;
            case 1 -> bits.take(13) + 1;
            case 2 -> bits.take(18) + 1;
            default -> bits.take(30) + 1;
        };
    }

    /** Bits from the least significant of each byte on. */
    private static final class Bits {
        private final HeaderBytes bytes;
        private final long start;
        private int taken;

        Bits(HeaderBytes bytes, long start) {
            this.bytes = bytes;
            this.start = start;
        }

        long take(int count) throws IOException {
            long value = 0;
            for (int i = 0; i < count; i++, taken++) {
                value |= (long) (bytes.u8(start + taken / 8) >> taken % 8 & 1) << i;
            }
            return value;
        }
    }
}
