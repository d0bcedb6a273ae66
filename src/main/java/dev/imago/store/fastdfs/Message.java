package dev.imago.store.fastdfs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A request as bytes: a header of ten (length of the body, big-endian; command; status, 0), and a body of fields with fixed widths, the
 * last of which may be text or a file of any length.
 */
final class Message {
    /** Bytes of a group's name. */
    static final int GROUP = 16;

    private static final int LARGEST = 4096;

    private final Command command;
    private final ByteBuffer bytes = ByteBuffer.allocate(LARGEST).position(Header.BYTES);

    Message(Command command) {
        this.command = command;
    }

    /** A group and the name of a file in it, as most requests end. */
    Message file(FileId id) {
        return padded(id.group(), GROUP).text(id.name());
    }

    Message number(long value) {
        bytes.putLong(value);
        return this;
    }

    Message octet(int value) {
        bytes.put((byte) value);
        return this;
    }

    /** Text that is filled up with zeros, and cut off at the width. */
    Message padded(String text, int width) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(encoded.length, width);
        bytes.put(encoded, 0, length).put(new byte[width - length]);
        return this;
    }

    Message text(String text) {
        bytes.put(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /**
     * The bytes to send.
     *
     * @param following bytes of the body that are sent after these
     */
    ByteBuffer followedBy(long following) {
        long length = bytes.position() - Header.BYTES + following;
        return bytes.putLong(0, length).put(8, command.code).put(9, (byte) 0).flip();
    }
}
