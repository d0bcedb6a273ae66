package dev.imago.http;

import dev.imago.http.api.Api;
import dev.imago.http.api.Json;
import dev.imago.http.api.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/** The border between the HTTP library and the endpoints: each call on a virtual thread of its own. */
final class ApiHandler implements Entrance.Service {
    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final long LINGER_BYTES = 16L << 20;

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
        boolean unread = unread(exchange.request(), response);
        boolean head = exchange.method().equals("HEAD");
        switch (reply.body()) {
            case Reply.None none -> {
                WithoutLength.applyTo(exchange.request(), reply.status());
                write(response, true, new byte[0]);
            }
            case Reply.Bytes(byte[] bytes) -> whole(exchange, head, bytes);
            case Reply.Value(Object value) -> whole(exchange, head, Json.bytes(value));
            case Reply.Stream(Reply.Streaming writer) -> stream(exchange, call, head, writer);
        }
        if (unread && reply.status() != 408) {
            linger(call);
        }
    }

    /**
     * Whether the client may still be sending a body that the endpoint did not want. Over HTTP/1.1 it is told not to use the
     * connection again.
     */
    private static boolean unread(Request request, Response response) {
        if (request.getConnectionMetaData().getHttpVersion().getVersion() >= HttpVersion.HTTP_2.getVersion()) {
            return false;
        }
        // A client that waits for 100 Continue sends nothing after a refusal, and reading would ask it to.
        boolean expecting = request.getHeaders().contains("Expect");
        boolean unread = expecting ? !request.consumeAvailable() : !atEnd(request);
        if (unread) {
            response.getHeaders().put("Connection", "close");
        }
        return unread && !expecting;
    }

    /** Skips what has arrived, without waiting for more. */
    private static boolean atEnd(Request request) {
        for (Content.Chunk chunk = request.read(); chunk != null; chunk = request.read()) {
            boolean last = chunk.isLast() || Content.Chunk.isFailure(chunk);
            chunk.release();
            if (last) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes what the client still sends after its answer, within limits: closing at once would reset the connection, and the client
     * might never read why it was refused (RFC 9112 §9.6).
     */
    private static void linger(JettyCall call) {
        long deadline = System.nanoTime() + LINGER.toNanos();
        byte[] buffer = new byte[64 << 10];
        try {
            InputStream body = call.body();
            long left = LINGER_BYTES;
            for (int count = 0; count >= 0 && left > 0 && System.nanoTime() < deadline; left -= count) {
                count = body.read(buffer);
            }
        } catch (IOException e) {
            // It has gone, or is too slow: the connection is closed in any case.
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
