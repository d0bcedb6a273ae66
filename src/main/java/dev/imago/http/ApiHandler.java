package dev.imago.http;

import dev.imago.http.api.Api;
import dev.imago.http.api.Json;
import dev.imago.http.api.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/** The border between the HTTP library and the endpoints: each call on a virtual thread of its own. */
final class ApiHandler implements Entrance.Service {
    private final Api api;
    private final Executor threads;

    ApiHandler(Api api, Executor threads) {
        this.api = api;
        this.threads = threads;
    }

    @Override
    public void answer(JettyExchange exchange) {
        if (!exchange.place().concurrent().tryAcquire()) {
            Front.refuse(exchange, Front.busy(exchange, "Too many requests are being worked on."));
            return;
        }
        threads.execute(() -> {
            try {
                call(exchange);
                exchange.succeed();
            } catch (Throwable e) {
                exchange.abort(e);
            } finally {
                exchange.place().concurrent().release();
            }
        });
    }

    private void call(JettyExchange exchange) throws Exception {
        Api.Match match = api.find(exchange.method(), exchange.path());
        exchange.answeredBy(match.template().isEmpty() ? "-" : match.template(), "api");
        JettyCall call = new JettyCall(exchange, match.parameters());
        Reply reply = match.endpoint().handle(call);
        Response response = exchange.response();
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().add(name, value));
        response.getHeaders().put("X-Request-Id", exchange.requestId());
        boolean head = exchange.method().equals("HEAD");
        switch (reply.body()) {
            case Reply.None none -> write(response, true, new byte[0]);
            case Reply.Bytes(byte[] bytes) -> whole(exchange, head, bytes);
            case Reply.Value(Object value) -> whole(exchange, head, Json.bytes(value));
            case Reply.Stream(Reply.Streaming writer) -> stream(exchange, call, head, writer);
        }
    }

    private static void whole(JettyExchange exchange, boolean head, byte[] bytes) throws IOException {
        if (!exchange.response().getHeaders().contains("Content-Length")) {
            exchange.response().getHeaders().put("Content-Length", Integer.toString(bytes.length));
        }
        write(exchange.response(), true, head ? new byte[0] : bytes);
        exchange.sent(head ? 0 : bytes.length);
    }

    private static void stream(JettyExchange exchange, JettyCall call, boolean head, Reply.Streaming writer)
            throws IOException {
        if (!head) {
            JettySink sink = new JettySink(exchange, call);
            writer.writeTo(sink);
            sink.flush();
        }
        write(exchange.response(), true, new byte[0]);
    }

    /** Writes and waits. */
    static void write(Response response, boolean last, byte[] bytes) throws IOException {
        try (Blocker.Callback done = Blocker.callback()) {
            response.write(last, ByteBuffer.wrap(bytes), done);
            done.block();
        } catch (IOException e) {
            throw new Reply.ClientGone(e);
        }
    }
}
