package dev.imago.upload.fetch;

import dev.imago.image.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/** An answer whose body is being read. Reading throws a {@link Fault}, never an {@link IOException}. */
public final class Fetched implements AutoCloseable {
    private final OptionalLong length;
    private final InputStream body;
    private final Connection connection;

    Fetched(OptionalLong length, InputStream body, Connection connection) {
        this.length = length;
        this.body = body;
        this.connection = connection;
    }

    /** In bytes, if the other server says so. */
    public OptionalLong length() {
        return length;
    }

    public InputStream body() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int count) {
                try {
                    return body.read(target, offset, count);
                } catch (IOException e) {
                    throw connection.failed(e);
                }
            }
        };
    }

    @Override
    public void close() {
        connection.close();
    }
}
