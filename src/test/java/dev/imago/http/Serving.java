package dev.imago.http;

import dev.imago.config.HostPort;
import dev.imago.delivery.Answer;
import dev.imago.delivery.Body;
import dev.imago.delivery.DeliveryRequest;
import dev.imago.delivery.Header;
import dev.imago.delivery.HeaderBlock;
import dev.imago.http.api.Api;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A started server on free ports, with content that tests put there. */
class Serving implements AutoCloseable, PublicContent, Observer {
    final Map<String, Content> hot = new ConcurrentHashMap<>();
    final Map<String, Content> cold = new ConcurrentHashMap<>();

    /** What is in memory at all other paths, for GET and HEAD. */
    volatile Optional<Content> elsewhere = Optional.empty();

    /** Requests that a connection answered by itself. */
    final AtomicInteger plain = new AtomicInteger();

    final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
    final HttpServer server;

    /** What is answered at a path. */
    interface Content extends Function<DeliveryRequest, Answer> {}

    record Seen(String path, int status, long bytes, boolean aborted, String remote, String id) {
        Seen withoutId() {
            return new Seen(path, status, bytes, aborted, remote, "");
        }
    }

    Serving(ListenerSettings settings, Api api) throws IOException {
        server = new HttpServer(settings, this, settings, api, this);
        server.start();
    }

    static ListenerSettings anywhere() {
        return ListenerSettings.on(HostPort.parse("127.0.0.1:0"));
    }

    static Serving plain() throws IOException {
        return new Serving(anywhere(), new Api());
    }

    @Override
    public Optional<Answer> immediate(DeliveryRequest request) {
        return Optional.ofNullable(hot.get(request.path()))
                .or(() -> elsewhere.filter(_ -> List.of("GET", "HEAD").contains(request.method())))
                .map(answer -> answer.apply(request));
    }

    @Override
    public Answer answer(DeliveryRequest request) {
        return cold.getOrDefault(request.path(), asked -> text(404, "nothing at " + asked.path()))
                .apply(request);
    }

    @Override
    public void completed(Exchange exchange) {
        if (exchange instanceof HotExchange) {
            plain.incrementAndGet();
        }
        seen.add(new Seen(
                exchange.path(),
                exchange.status(),
                exchange.bytes(),
                exchange.aborted(),
                exchange.remote().getHostAddress(),
                exchange.requestId()));
    }

    static Answer text(int status, String text) {
        return memory(status, text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer memory(int status, byte[] bytes) {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
        return answer(status, bytes.length, new Body.Memory(direct));
    }

    static Answer answer(int status, long length, Body body) {
        return new Answer(
                status,
                new HeaderBlock(List.of(
                        new Header("Content-Type", "image/jpeg"), new Header("Content-Length", Long.toString(length)))),
                body,
                "test",
                Answer.Source.STORE);
    }

    /** What a client got; names of fields do not tell upper case from lower case. */
    record Got(int status, Map<String, String> fields, byte[] body) {}

    Got get(HttpClient.Version version, String path) throws Exception {
        URI target = URI.create(server.publicUrl() + path);
        var fields = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        if (version == HttpClient.Version.HTTP_2) {
            try (Http2Client client = Http2Client.lasting()) {
                var response = client.send("GET", target);
                response.fields().forEach(field -> fields.put(field.getName(), field.getValue()));
                return new Got(response.status(), fields, response.body());
            }
        }
        try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
            var response = client.send(
                    HttpRequest.newBuilder(target)
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            response.headers().map().forEach((name, lines) -> fields.put(name, String.join(", ", lines)));
            return new Got(response.statusCode(), fields, response.body());
        }
    }

    Socket connect() throws IOException {
        return open(server.publicAddress().getPort());
    }

    Socket connectApi() throws IOException {
        return open(server.apiAddress().getPort());
    }

    private static Socket open(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Sends bytes to the public listener and gives everything that comes back until the connection ends. */
    String talk(String request) throws IOException {
        try (Socket socket = connect()) {
            return talk(socket, request);
        }
    }

    static String talk(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return readAll(socket);
    }

    /** Reads to the end; a reset is an end, too. */
    static String readAll(Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        InputStream in = socket.getInputStream();
        byte[] piece = new byte[8192];
        try {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                all.append(new String(piece, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (java.net.SocketException e) {
            all.append("");
        }
        return all.toString();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in time: " + what);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
