package dev.imago.http;

import dev.imago.delivery.Answer;
import dev.imago.delivery.Body;
import dev.imago.delivery.Header;
import dev.imago.delivery.HeaderBlock;
import dev.imago.http.api.Problems;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The border between the HTTP library and the delivery. What is in memory is answered on the I/O thread, without a copy; all
 * else is answered on a virtual thread and sent by a {@link BodySender}.
 */
final class PublicHandler implements Entrance.Service {
    private final PublicContent content;
    private final RequestThreads threads;
    private final SlowWrites slowWrites;
    private final SendBuffers buffers;

    PublicHandler(PublicContent content, RequestThreads threads, SlowWrites slowWrites, SendBuffers buffers) {
        this.content = content;
        this.threads = threads;
        this.slowWrites = slowWrites;
        this.buffers = buffers;
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
            case Body.Memory(ByteBuffer bytes) -> {
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
        response.getHeaders()
                .add(answer.headers().encoded(HttpFields.class, PublicHandler::plain, PublicHandler::encode));
        if (answer.status() >= 400) {
            response.getHeaders().put("X-Request-Id", exchange.requestId());
        }
    }

    private static HttpFields plain(HeaderBlock block) {
        HttpFields.Mutable fields = HttpFields.build();
        for (Header field : block.fields()) {
            fields.add(new HttpField(HttpHeader.CACHE.get(field.name()), field.name(), field.value()));
        }
        return fields;
    }

    private static HttpFields encode(HeaderBlock block) {
        HttpFields.Mutable fields = HttpFields.build();
        for (Header field : block.fields()) {
            HttpHeader known = HttpHeader.CACHE.get(field.name());
            if (known == HttpHeader.CONTENT_LENGTH) {
                fields.add(new HttpField.LongValueHttpField(known, Long.parseLong(field.value())));
            } else {
                fields.add(new PreEncodedHttpField(known, field.name(), field.value()));
            }
        }
        return fields.asImmutable();
    }

    private static long length(Answer answer) {
        return answer.headers()
                .value("Content-Length")
                .map(Long::parseLong)
                .orElseThrow(() -> new IllegalStateException("a streamed answer states its length"));
    }

    /** The write of a body that is in memory. */
    private static final class MemoryWrite implements Callback, SlowWrites.Pending {
        private final JettyExchange exchange;
        private final int length;
        private final SlowWrites slowWrites;
        private volatile boolean done;
        private volatile long due;

        MemoryWrite(JettyExchange exchange, int length, SlowWrites slowWrites) {
            this.exchange = exchange;
            this.length = length;
            this.slowWrites = slowWrites;
        }

        /** Watches over the write if it is not over yet. */
        void watch() {
            if (!done) {
                due = SlowWrites.due(System.nanoTime(), length, exchange.place().limits());
                slowWrites.add(this);
                if (done) {
                    slowWrites.remove(this);
                }
            }
        }

        @Override
        public void succeeded() {
            done();
            exchange.sent(length);
            exchange.succeed();
        }

        @Override
        public void failed(Throwable cause) {
            done();
            exchange.abort(cause);
        }

        private void done() {
            done = true;
            if (due != 0) {
                slowWrites.remove(this);
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
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
