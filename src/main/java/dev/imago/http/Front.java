package dev.imago.http;

import dev.imago.http.api.Problems;
import dev.imago.http.api.Reply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The first that a request meets: limits, then the service of its listener. Runs on the I/O thread and never blocks. */
final class Front extends Handler.Abstract.NonBlocking {
    private final List<Entrance> listeners;
    private final Observer observer;

    Front(List<Entrance> listeners, Observer observer) {
        this.listeners = listeners;
        this.observer = observer;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Entrance listener = listenerOf(request);
        JettyExchange exchange = new JettyExchange(listener, request, response, callback, observer);
        try {
            if (admitted(exchange)) {
                listener.service().answer(exchange);
            }
        } catch (Throwable e) {
            refuse(exchange, Problems.of(e, exchange.requestId()));
        }
        return true;
    }

    private Entrance listenerOf(Request request) {
        for (Entrance listener : listeners) {
            if (listener.connector().equals(request.getConnectionMetaData().getConnector())) {
                return listener;
            }
        }
        throw new IllegalStateException("a request of no listener");
    }

    private static boolean admitted(JettyExchange exchange) {
        if (exchange.visit().excess()) {
            refuse(
                    exchange,
                    busy(exchange, "There are too many connections, in all or from this address.")
                            .with("Connection", "close"));
            return false;
        }
        if (!hasKnownFraming(exchange.request())) {
            refuse(
                    exchange,
                    Problems.of(
                                    501,
                                    "unknown-coding",
                                    "A body is taken in the transfer coding chunked, and in no other.",
                                    exchange.requestId())
                            .with("Connection", "close"));
            return false;
        }
        String target = exchange.request().getHttpURI().getPathQuery();
        if (target != null
                && target.length() > exchange.place().limits().target().bytes()) {
            refuse(exchange, Problems.of(414, "uri-too-long", "The address is too long.", exchange.requestId()));
            return false;
        }
        var rates = exchange.place().rates();
        if (rates.isPresent() && !exchange.client().exempt()) {
            Duration pause = rates.get().take(exchange.remote(), System.nanoTime());
            if (!pause.isZero()) {
                refuse(
                        exchange,
                        Problems.of(429, "too-many-requests", "This address asks too often.", exchange.requestId())
                                .with(
                                        "Retry-After",
                                        Long.toString(pause.plusMillis(999).toSeconds())));
                return false;
            }
        }
        return true;
    }

    /** Whether a body has one coding at most (RFC 9112 §6.1). Jetty takes any list that ends with {@code chunked}. */
    private static boolean hasKnownFraming(Request request) {
        HttpFields fields = request.getHeaders();
        return !fields.contains(HttpHeader.TRANSFER_ENCODING)
                || fields.getValuesList(HttpHeader.TRANSFER_ENCODING).stream()
                        .allMatch(coding -> coding.strip().equalsIgnoreCase("chunked"));
    }

    /** 503: one more than can be worked on. */
    static Reply busy(JettyExchange exchange, String detail) {
        return Problems.of(503, "unavailable", detail, exchange.requestId()).with("Retry-After", "1");
    }

    /** Answers with a small reply, without blocking. */
    static void refuse(JettyExchange exchange, Reply reply) {
        Response response = exchange.response();
        if (response.isCommitted()) {
            exchange.abort(new Aborted("failed after the answer began"));
            return;
        }
        response.reset();
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().add(name, value));
        response.getHeaders().put("X-Request-Id", exchange.requestId());
        exchange.leaveBody(true);
        byte[] body = reply.body() instanceof Reply.Bytes(byte[] bytes) ? bytes : new byte[0];
        response.getHeaders().put("Content-Length", Integer.toString(body.length));
        response.write(
                true,
                ByteBuffer.wrap(body),
                Callback.from(
                        () -> {
                            exchange.sent(exchange.method().equals("HEAD") ? 0 : body.length);
                            exchange.succeed();
                        },
                        exchange::abort));
    }
}
