package dev.imago.image;

import dev.imago.image.Boxes.Box;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;

/** The {@code iloc} box (ISO/IEC 14496-12 §8.11.3): where in the file the parts of each item are. */
final class ItemLocations {
    private final HeaderBytes bytes;
    private long at;

    private ItemLocations(HeaderBytes bytes, long at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** Refuses the file unless all parts that are told as offsets in the file lie within it. */
    static void requireWithin(HeaderBytes bytes) throws IOException {
        Optional<Box> meta = Boxes.find(bytes, 0, bytes.size(), "meta");
        Optional<Box> iloc = Boxes.child(bytes, meta, 4, "iloc");
        if (iloc.isPresent()) {
            new ItemLocations(bytes, iloc.get().start()).read();
        }
    }

    private void read() throws IOException {
        int version = (int) number(1);
        at += 3;
        int sizes = (int) number(2);
        int offsetSize = (sizes >> 12) & 15;
        int lengthSize = (sizes >> 8) & 15;
        int baseSize = (sizes >> 4) & 15;
        int indexSize = version == 0 ? 0 : sizes & 15;
        long items = number(version < 2 ? 2 : 4);
        for (long i = 0; i < items; i++) {
            at += version < 2 ? 2 : 4;
            boolean inFile = version == 0 || (number(2) & 15) == 0;
            at += 2;
            long base = number(baseSize);
            long extents = number(2);
            for (long j = 0; j < extents; j++) {
                bytes.step();
                at += indexSize;
                long start = base + number(offsetSize);
                long length = number(lengthSize);
                if (inFile && (start < 0 || length < 0 || start > bytes.size() - length)) {
                    throw bytes.truncated();
                }
            }
        }
    }

    private long number(int size) throws IOException {
        long here = at;
        at += size;
        return switch (size) {
            case 0 -> 0;
            case 1 -> bytes.u8(here);
            case 2 -> bytes.u16be(here);
            case 4 -> bytes.u32be(here);
            case 8 -> bytes.i64(here, ByteOrder.BIG_ENDIAN);
            default -> throw bytes.broken("an offset has " + size + " bytes");
        };
    }
}
