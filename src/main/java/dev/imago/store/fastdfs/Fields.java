package dev.imago.store.fastdfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The fields of an answer's body, read one after the other. */
final class Fields {
    private final ByteBuffer bytes;

    Fields(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    int remaining() {
        return bytes.remaining();
    }

    long number() throws IOException {
        require(Long.BYTES);
        return bytes.getLong();
    }

    int octet() throws IOException {
        require(1);
        return bytes.get() & 0xFF;
    }

    Fields skip(int width) throws IOException {
        require(width);
        bytes.position(bytes.position() + width);
        return this;
    }

    /** Text that is filled up with zeros to the width. */
    String text(int width) throws IOException {
        require(width);
        byte[] field = new byte[width];
        bytes.get(field);
        int length = 0;
        while (length < width && field[length] != 0) {
            length++;
        }
        return new String(field, 0, length, StandardCharsets.UTF_8);
    }

    private void require(int width) throws IOException {
        if (bytes.remaining() < width) {
            throw new IOException("an answer of FastDFS is cut short");
        }
    }
}
