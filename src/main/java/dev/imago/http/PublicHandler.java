package dev.imago.http;

import dev.imago.delivery.Answer;
import dev.imago.delivery.Body;
import dev.imago.http.api.Problems;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Response;

/**
 * The border between the HTTP library and the delivery. What is in memory is answered on the I/O thread, without a copy; all
 * else is answered on a virtual thread and sent by a {@link BodySender}.
 */
final class PublicHandler implements Entrance.Service {
    private final PublicContent content;
    private final Observer observer;
    private final RequestThreads threads;
    private final SlowWrites slowWrites;
    private final SendBuffers buffers;

    PublicHandler(
            PublicContent content,
            Observer observer,
            RequestThreads threads,
            SlowWrites slowWrites,
            SendBuffers buffers) {
        this.content = content;
        this.observer = observer;
        this.threads = threads;
        this.slowWrites = slowWrites;
        this.buffers = buffers;
    }

    @Override
    public HttpConnectionFactory http1(HttpConfiguration http, Entrance place) {
        return new HotConnections(http, new HotAnswers(place, content, observer, slowWrites));
    }

    @Override
    public void answer(JettyExchange exchange) {
        JettyDeliveryRequest request = new JettyDeliveryRequest(exchange);
        Optional<Answer> hot = content.immediate(request);
        if (hot.isPresent()) {
            send(exchange, hot.get());
        } else if (exchange.client().peerTrusted()) {
            // The connection of a proxy carries the requests of many clients.
            begin(exchange, request);
        } else if (!exchange.visit().inTurn(() -> {
            exchange.afterwards(exchange.visit()::turnEnds);
            begin(exchange, request);
        })) {
            refuseBusy(exchange);
        }
    }

    private void begin(JettyExchange exchange, JettyDeliveryRequest request) {
        if (exchange.place().concurrent().tryAcquire()) {
            threads.begin(() -> work(exchange, request));
        } else {
            refuseBusy(exchange);
        }
    }

    private static void refuseBusy(JettyExchange exchange) {
        Front.refuse(exchange, Front.busy(exchange, "Too many requests are being worked on."));
    }

    private void work(JettyExchange exchange, JettyDeliveryRequest request) {
        try {
            Answer answer;
            try {
                answer = content.answer(request);
            } finally {
                exchange.place().concurrent().release();
            }
            exchange.leaveBody(true);
            send(exchange, answer);
        } catch (CancellationException left) {
            exchange.abort(left);
        } catch (Throwable e) {
            Front.refuse(exchange, Problems.of(e, exchange.requestId()));
        }
    }

    private void send(JettyExchange exchange, Answer answer) {
        exchange.answeredBy(answer.route(), answer.source().name().toLowerCase(Locale.ROOT));
        switch (answer.body()) {
            case Body.None none -> {
                WithoutLength.applyTo(exchange.request(), answer.status());
                head(exchange, answer);
                write(exchange, ByteBuffer.allocate(0));
            }
            case Body.Memory(ByteBuffer bytes, var _) -> {
                head(exchange, answer);
                write(exchange, bytes.slice());
            }
            case Body.Stream stream -> stream(exchange, answer, BodySource.of(stream, length(answer)));
            case Body.Parts parts -> stream(exchange, answer, BodySource.of(parts, length(answer)));
        }
    }

    private void write(JettyExchange exchange, ByteBuffer bytes) {
        MemoryWrite write = new MemoryWrite(exchange, bytes.remaining(), slowWrites);
        exchange.response().write(true, bytes, write);
        write.watch();
    }

    private void stream(JettyExchange exchange, Answer answer, BodySource source) {
        exchange.request().addIdleTimeoutListener(timeout -> false);
        new BodySender(
                        exchange,
                        source,
                        buffers,
                        slowWrites,
                        threads,
                        () -> head(exchange, answer),
                        fault -> Front.refuse(exchange, Problems.of(fault, exchange.requestId())))
                .iterate();
    }

    private static void head(JettyExchange exchange, Answer answer) {
        Response response = exchange.response();
        response.setStatus(answer.status());
        response.getHeaders().add(EncodedFields.of(answer.headers()).fields());
        if (answer.status() >= 400) {
            response.getHeaders().put("X-Request-Id", exchange.requestId());
        }
    }

    private static long length(Answer answer) {
        return answer.headers()
                .value("Content-Length")
                .map(Long::parseLong)
                .orElseThrow(() -> new IllegalStateException("a streamed answer states its length"));
    }

    /** The write of a body that is in memory. */
    private static final class MemoryWrite extends WatchedWrite {
        private final JettyExchange exchange;
        private final int length;

        MemoryWrite(JettyExchange exchange, int length, SlowWrites slowWrites) {
            super(length, exchange.place().limits(), slowWrites);
            this.exchange = exchange;
            this.length = length;
        }

        @Override
        protected void written() {
            exchange.sent(length);
            exchange.succeed();
        }

        @Override
        protected void broken(Throwable cause) {
            exchange.abort(cause);
        }

        @Override
        public void tooSlow() {
            exchange.cutOff();
        }
    }
}
