package dev.imago.http;

import dev.imago.delivery.Answer;
import dev.imago.delivery.Body;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * A connection of HTTP/1.1 on which plain requests for what is in memory are read and answered without the HTTP library's machinery:
 * its objects cost more than all that is decided about such a request. Whatever is not plain, not in memory, or not to be answered
 * with 200, 206 or 304, is handed to the library with the very bytes that came, and so is all that follows until that is answered.
 */
final class HotConnection extends HttpConnection {
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] PARTIAL_CONTENT = ascii("HTTP/1.1 206 Partial Content\r\n");
    private static final byte[] NOT_MODIFIED = ascii("HTTP/1.1 304 Not Modified\r\n");

    private static final int DATE = 64;

    private final Entrance place;
    private final PublicContent content;
    private final Observer observer;
    private final SlowWrites slowWrites;
    private final Visit visit;
    private final InetAddress peer;
    private final Callback arrival = new Arrival();

    HotConnection(
            HttpConfiguration configuration,
            Connector connector,
            EndPoint endPoint,
            Entrance place,
            PublicContent content,
            Observer observer,
            SlowWrites slowWrites) {
        super(configuration, connector, endPoint);
        this.place = place;
        this.content = content;
        this.observer = observer;
        this.slowWrites = slowWrites;
        this.visit = place.visits().of(this);
        this.peer = Visit.addressOf(endPoint.getRemoteSocketAddress()).orElseGet(InetAddress::getLoopbackAddress);
    }

    @Override
    public void onFillable() {
        boolean betweenRequests = getParser().isStart() && isRequestBufferEmpty();
        if (!betweenRequests || visit.excess() || getConnector().isShutdown()) {
            super.onFillable();
            return;
        }
        byte[] received = receive();
        if (received.length > 0) {
            answer(received, 0);
        }
    }

    /** What is there; empty if there is nothing, or no more will come. */
    private byte[] receive() {
        RetainableByteBuffer space = getConnector().getByteBufferPool().acquire(getInputBufferSize(), true);
        try {
            ByteBuffer buffer = space.getByteBuffer();
            int filled = getEndPoint().fill(buffer);
            if (filled == 0) {
                fillInterested(arrival);
            } else if (filled < 0) {
                super.onFillable();
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException broken) {
            super.onFillable(); // meets the same, and closes
            return new byte[0];
        } finally {
            space.release();
        }
    }

    /** Answers one request after the other, as long as they are plain and hot; all that is left from there is the library's. */
    private void answer(byte[] received, int from) {
        int at = from;
        while (at < received.length) {
            Optional<PlainHead> head = PlainHead.read(received, at)
                    .filter(plain ->
                            plain.targetLength() <= place.limits().target().bytes());
            if (head.isEmpty()
                    || head.get().end() - at > place.limits().headers().bytes()) {
                handOver(received, at);
                return;
            }
            HotExchange exchange = exchange(head.get());
            Optional<Answer> hot = hot(exchange);
            if (hot.isEmpty()) {
                handOver(received, at);
                return;
            }
            at = head.get().end();
            if (!write(exchange, hot.get(), received, at)) {
                return;
            }
        }
        fillInterested(arrival);
    }

    private void handOver(byte[] received, int at) {
        onUpgradeTo(ByteBuffer.wrap(received, at, received.length - at));
        super.onFillable();
    }

    private HotExchange exchange(PlainHead head) {
        String scheme = getEndPoint().getSslSessionData() == null ? "http" : "https";
        Client client = place.proxies().client(peer, scheme, head.authority(), head::header);
        return new HotExchange(head, client, System.nanoTime());
    }

    /** The answer, if it is to be given here. */
    private Optional<Answer> hot(HotExchange exchange) {
        boolean counted = place.rates().isPresent() && !exchange.asker().exempt();
        if (counted
                && !place.rates()
                        .get()
                        .take(exchange.remote(), System.nanoTime())
                        .equals(Duration.ZERO)) {
            return Optional.empty(); // is refused where all are
        }
        Optional<Answer> hot = immediate(exchange).filter(HotConnection::isPlain);
        if (counted && hot.isEmpty()) {
            place.rates().get().giveBack(exchange.remote());
        }
        return hot;
    }

    private Optional<Answer> immediate(HotExchange exchange) {
        try {
            return content.immediate(exchange);
        } catch (RuntimeException failed) {
            return Optional.empty(); // fails anew where that is answered
        }
    }

    private static boolean isPlain(Answer answer) {
        int status = answer.status();
        return (status == 200 || status == 206 || status == 304)
                && (answer.body() instanceof Body.None || answer.body() instanceof Body.Memory);
    }

    /** Whether it is written, so that the next request may be read. If it is not yet, that will happen by itself. */
    private boolean write(HotExchange exchange, Answer answer, byte[] received, int next) {
        exchange.answeredBy(answer);
        visit.requestBegins();
        RetainableByteBuffer head = head(answer);
        if (answer.body() instanceof Body.Memory(ByteBuffer bytes)
                && !exchange.method().equals("HEAD")) {
            ByteBuffer body = bytes.slice();
            Sending sending = new Sending(exchange, head, body.remaining(), received, next);
            getEndPoint().write(sending, head.getByteBuffer(), body);
            return sending.over();
        }
        Sending sending = new Sending(exchange, head, 0, received, next);
        getEndPoint().write(sending, head.getByteBuffer());
        return sending.over();
    }

    private RetainableByteBuffer head(Answer answer) {
        byte[] status = switch (answer.status()) {
            case 200 -> OK;
            case 206 -> PARTIAL_CONTENT;
            default -> NOT_MODIFIED;
        };
        byte[] fields = EncodedFields.of(answer.headers()).bytes();
        RetainableByteBuffer head =
                getConnector().getByteBufferPool().acquire(status.length + DATE + fields.length, true);
        ByteBuffer buffer = head.getByteBuffer();
        BufferUtil.flipToFill(buffer);
        buffer.put(status);
        HttpGenerator.putTo(getServer().getDateField(), buffer);
        buffer.put(fields);
        BufferUtil.flipToFlush(buffer, 0);
        return head;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** There is something to read. */
    private final class Arrival implements Callback {
        @Override
        public void succeeded() {
            onFillable();
        }

        @Override
        public void failed(Throwable cause) {
            onFillInterestedFailed(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }

    /** An answer on its way, and what was received behind its request. */
    private final class Sending extends WatchedWrite {
        private final HotExchange exchange;
        private final RetainableByteBuffer head;
        private final int length;
        private final byte[] received;
        private final int next;

        /** Set by the first of two: who began the write and has returned from it, and the write's end. */
        private final AtomicBoolean met = new AtomicBoolean();

        private volatile boolean broken;

        Sending(HotExchange exchange, RetainableByteBuffer head, int length, byte[] received, int next) {
            super(length, place.limits(), slowWrites);
            this.exchange = exchange;
            this.head = head;
            this.length = length;
            this.received = received;
            this.next = next;
        }

        /** To be asked once, when the write has begun. */
        boolean over() {
            watch();
            return met.getAndSet(true) && !broken;
        }

        @Override
        protected void written() {
            end(length, false);
            if (met.getAndSet(true)) {
                answer(received, next);
            }
        }

        @Override
        protected void broken(Throwable cause) {
            broken = true;
            end(0, true);
            getEndPoint().close(cause);
            met.set(true);
        }

        private void end(int sent, boolean incomplete) {
            head.release();
            long now = System.nanoTime();
            visit.requestEnds(now);
            exchange.end(sent, incomplete, now);
            observer.completed(exchange);
        }

        @Override
        public void tooSlow() {
            getEndPoint().close(new Aborted("the client reads too slowly"));
        }
    }
}
