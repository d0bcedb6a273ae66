package dev.imago.http;

import dev.imago.http.api.Api;
import dev.imago.http.api.Json;
import dev.imago.http.api.Reply;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.server.Response;

/**
 * The border between the HTTP library and the endpoints: each call on a virtual thread of its own. A call has a permit while
 * its endpoint works; while its answer is being sent, and while the rest of its body is skipped, it has none.
 */
final class ApiHandler implements Entrance.Service {
    private final Api api;
    private final RequestThreads threads;
    private final SlowWrites slowWrites;

    ApiHandler(Api api, RequestThreads threads, SlowWrites slowWrites) {
        this.api = api;
        this.threads = threads;
        this.slowWrites = slowWrites;
    }

    @Override
    public void answer(JettyExchange exchange) {
        Optional<WorkPermit> permit = WorkPermit.take(exchange.place());
        if (permit.isEmpty()) {
            Front.refuse(exchange, Front.busy(exchange, "Too many requests are being worked on."));
            return;
        }
        threads.begin(() -> {
            try (WorkPermit held = permit.get()) {
                call(exchange, new PatientWriter(exchange, slowWrites, held));
                exchange.succeed();
            } catch (Throwable e) {
                exchange.abort(e);
            }
        });
    }

    private void call(JettyExchange exchange, PatientWriter writer) throws Exception {
        Api.Match match = api.find(exchange.method(), exchange.path());
        exchange.answeredBy(match.template().isEmpty() ? "-" : match.template(), "api");
        JettyCall call = new JettyCall(exchange, match.parameters());
        Reply reply = match.endpoint().handle(call);
        Response response = exchange.response();
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().add(name, value));
        response.getHeaders().put("X-Request-Id", exchange.requestId());
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        exchange.leaveBody(reply.status() != 408);
        boolean head = exchange.method().equals("HEAD");
        switch (reply.body()) {
            case Reply.None none -> {
                WithoutLength.applyTo(exchange.request(), reply.status());
                writer.write(true, new byte[0]);
            }
            case Reply.Bytes(byte[] bytes) -> whole(response, writer, head, bytes);
            case Reply.Value(Object value) -> whole(response, writer, head, Json.bytes(value));
            case Reply.Stream(Reply.Streaming streaming) -> stream(writer, head, streaming);
        }
    }

    private static void whole(Response response, PatientWriter writer, boolean head, byte[] bytes) throws IOException {
        if (!response.getHeaders().contains("Content-Length")) {
            response.getHeaders().put("Content-Length", Integer.toString(bytes.length));
        }
        writer.write(true, head ? new byte[0] : bytes);
    }

    private static void stream(PatientWriter writer, boolean head, Reply.Streaming streaming) throws IOException {
        if (!head) {
            JettySink sink = new JettySink(writer);
            streaming.writeTo(sink);
            sink.flush();
        }
        writer.write(true, new byte[0]);
    }
}
