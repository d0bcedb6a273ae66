package dev.imago;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imago.http.api.Json;
import dev.imago.webhook.Signature;
import dev.imago.webhook.Webhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** A site that hears of changes: takes what comes to {@code /hook} unless told to refuse, and nothing that comes to {@code /broken}. */
final class Receiver implements AutoCloseable {
    static final String SECRET = "between-us";

    private final HttpServer server;
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();

    /** One delivery. */
    record Arrival(String path, String delivery, boolean signed, int status, List<String> keys, long nanos) {}

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Answers 500 to that many of the next deliveries to {@code /hook}. */
    void refuse(int times) {
        refusals.set(times);
    }

    List<Arrival> arrivals(String path) {
        return arrivals.stream().filter(arrival -> arrival.path.equals(path)).toList();
    }

    /** The keys of all changes with a prefix that were taken, in order. */
    List<String> taken(String prefix) {
        return arrivals("/hook").stream()
                .filter(arrival -> arrival.status == 204)
                .flatMap(arrival -> arrival.keys.stream())
                .filter(key -> key.startsWith(prefix))
                .toList();
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        boolean signed = Signature.verify(
                exchange.getRequestHeaders().getFirst(Signature.HEADER),
                body,
                SECRET,
                Instant.now(),
                Duration.ofMinutes(1));
        boolean refused = path.equals("/broken") || refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        int status = refused ? 500 : 204;
        List<String> keys = Json.mapper()
                .readTree(body)
                .valueStream()
                .map(change -> text(change, "key"))
                .toList();
        String delivery = exchange.getRequestHeaders().getFirst(Webhook.DELIVERY);
        arrivals.add(new Arrival(path, delivery, signed, status, keys, System.nanoTime()));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static String text(JsonNode node, String field) {
        return node.get(field).asString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
