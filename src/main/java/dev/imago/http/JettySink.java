package dev.imago.http;

import dev.imago.http.api.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Takes a streamed reply in pieces of up to 16 KiB. Used by one thread. */
final class JettySink implements Reply.Sink {
    private static final int PIECE = 16 << 10;

    private final PatientWriter writer;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    JettySink(PatientWriter writer) {
        this.writer = writer;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        pending.writeBytes(bytes);
        if (pending.size() >= PIECE) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        byte[] piece = pending.toByteArray();
        pending.reset();
        writer.write(false, piece);
    }
}
