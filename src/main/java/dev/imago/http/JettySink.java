package dev.imago.http;

import dev.imago.http.api.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Takes a streamed reply in pieces of up to 16 KiB. Used by one thread. */
final class JettySink implements Reply.Sink {
    private static final int PIECE = 16 << 10;

    private final JettyExchange exchange;
    private final JettyCall call;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    JettySink(JettyExchange exchange, JettyCall call) {
        this.exchange = exchange;
        this.call = call;
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
        ApiHandler.write(exchange.response(), false, piece);
        exchange.sent(piece.length);
    }

    @Override
    public boolean clientGone() {
        return call.clientGone();
    }
}
