package dev.imago.http;

import dev.imago.http.api.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Blocker;

/**
 * Writes an answer of the api and waits for the client to take it: under the minimum rate, as every answer, and without a
 * permit of those who work. Used by one thread.
 */
final class PatientWriter {
    private final JettyExchange exchange;
    private final SlowWrites slowWrites;
    private final WorkPermit permit;

    PatientWriter(JettyExchange exchange, SlowWrites slowWrites, WorkPermit permit) {
        this.exchange = exchange;
        this.slowWrites = slowWrites;
        this.permit = permit;
    }

    /** @throws Reply.ClientGone if the client left, or was cut off because it reads too slowly */
    void write(boolean last, byte[] bytes) throws IOException {
        permit.pause();
        Write write = new Write(
                exchange,
                SlowWrites.due(System.nanoTime(), bytes.length, exchange.place().limits()));
        slowWrites.add(write);
        try (Blocker.Callback done = Blocker.callback()) {
            exchange.response().write(last, ByteBuffer.wrap(bytes), done);
            done.block();
        } catch (IOException e) {
            throw new Reply.ClientGone(e);
        } finally {
            slowWrites.remove(write);
        }
        exchange.sent(bytes.length);
        if (!last) {
            permit.resume();
        }
    }

    /** A write under way; not a record, because each is one of its own. */
    private static final class Write implements SlowWrites.Pending {
        private final JettyExchange exchange;
        private final long due;

        Write(JettyExchange exchange, long due) {
            this.exchange = exchange;
            this.due = due;
        }

        @Override
        public long dueNanos() {
            return due;
        }

        @Override
        public void tooSlow() {
            exchange.cutOff();
        }
    }
}
