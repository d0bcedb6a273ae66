package dev.imago.store.fastdfs;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What an answer begins with.
 *
 * @param length of the body that follows, in bytes
 * @param status 0, or the {@code errno} of what went wrong
 */
record Header(long length, int status) {
    static final int BYTES = 10;

    /**
     * Reads ten bytes.
     *
     * @throws IOException if they are not the beginning of an answer, so that nothing that follows can be told from anything else
     */
    static Header parse(ByteBuffer bytes) throws IOException {
        long length = bytes.getLong();
        byte command = bytes.get();
        int status = bytes.get() & 0xFF;
        if (command != Command.ANSWER.code || length < 0) {
            throw new IOException("not an answer of FastDFS: command " + command + ", length " + length);
        }
        return new Header(length, status);
    }
}
