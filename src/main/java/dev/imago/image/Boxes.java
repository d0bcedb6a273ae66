package dev.imago.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;

/** The boxes of the ISO base media file format (ISO/IEC 14496-12): length, type, content, one behind the other. */
final class Boxes {
    private Boxes() {}

    /** One box: where its content starts and where it ends, which may lie beyond the end of a truncated file. */
    record Box(String type, long start, long end) {}

    /** The box at an offset, if its header is there and makes sense. */
    static Optional<Box> at(HeaderBytes bytes, long at, long end) throws IOException {
        if (at < 0 || at + 8 > end || at + 8 > bytes.size()) {
            return Optional.empty();
        }
        bytes.step();
        long length = bytes.u32be(at);
        String type = "" + (char) bytes.u8(at + 4) + (char) bytes.u8(at + 5) + (char) bytes.u8(at + 6)
                + (char) bytes.u8(at + 7);
        if (length == 0) {
            return Optional.of(new Box(type, at + 8, end));
        }
        int header = 8;
        if (length == 1) {
            header = 16;
            length = bytes.i64(at + 8, ByteOrder.BIG_ENDIAN);
        }
        if (length < header || length > Long.MAX_VALUE - at) {
            throw bytes.broken("a box has the length " + length);
        }
        return Optional.of(new Box(type, at + header, at + length));
    }

    /** The first box of a type between two offsets. */
    static Optional<Box> find(HeaderBytes bytes, long from, long end, String type) throws IOException {
        long at = from;
        while (true) {
            Optional<Box> box = at(bytes, at, end);
            if (box.isEmpty() || box.get().type.equals(type)) {
                return box;
            }
            at = box.get().end;
        }
    }

    static Optional<Box> child(HeaderBytes bytes, Optional<Box> parent, int skip, String type) throws IOException {
        return parent.isEmpty() ? Optional.empty() : find(bytes, parent.get().start + skip, parent.get().end, type);
    }

    /** Every box of the file is all there. */
    static void requireEnd(HeaderBytes bytes) throws IOException {
        long at = 0;
        while (at < bytes.size()) {
            Optional<Box> box = at(bytes, at, bytes.size());
            if (box.isEmpty()) {
                throw bytes.truncated();
            }
            at = box.get().end;
            bytes.require(at);
        }
    }
}
