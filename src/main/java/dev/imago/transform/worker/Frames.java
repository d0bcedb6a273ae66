package dev.imago.transform.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Headers on the socket between server and worker: a length of four bytes, then that many bytes. */
final class Frames {
    private static final int LONGEST = 64 * 1024;

    /** At most so much is read or written in one step, as the JVM copies it through memory that it keeps. */
    private static final int STEP = 128 * 1024;

    private Frames() {}

    interface Writing {
        void write(DataOutputStream out) throws IOException;
    }

    static ByteBuffer of(Writing content) throws IOException {
        var bytes = new ByteArrayOutputStream(256);
        var out = new DataOutputStream(bytes);
        out.writeInt(0);
        content.write(out);
        ByteBuffer frame = ByteBuffer.wrap(bytes.toByteArray());
        return frame.putInt(0, frame.remaining() - Integer.BYTES);
    }

    static DataInputStream read(ReadableByteChannel channel) throws IOException {
        ByteBuffer length = fill(channel, ByteBuffer.allocate(Integer.BYTES));
        int announced = length.getInt();
        if (announced < 0 || announced > LONGEST) {
            throw new IOException("a header of " + announced + " bytes");
        }
        ByteBuffer header = fill(channel, ByteBuffer.allocate(announced));
        return new DataInputStream(new ByteArrayInputStream(header.array()));
    }

    /** Reads until the buffer is full, and flips it. */
    static ByteBuffer fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        int end = buffer.limit();
        while (buffer.position() < end) {
            buffer.limit(buffer.isDirect() ? end : Math.min(end, buffer.position() + STEP));
            if (channel.read(buffer) < 0) {
                throw new EOFException();
            }
        }
        return buffer.flip();
    }

    static void writeAll(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
        int end = buffer.limit();
        while (buffer.position() < end) {
            buffer.limit(buffer.isDirect() ? end : Math.min(end, buffer.position() + STEP));
            channel.write(buffer);
        }
    }
}
