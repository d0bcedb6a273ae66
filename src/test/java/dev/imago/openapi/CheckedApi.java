package dev.imago.openapi;

import dev.imago.openapi.OpenApiDocument.Operation;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A client of a real server that holds every answer against the document, and remembers what was called. */
final class CheckedApi implements AutoCloseable {
    private final OpenApiDocument document;
    private final Conformity conformity;
    private final URI origin;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> violations = new ArrayList<>();
    private final Set<String> called = new TreeSet<>();
    private final Set<Integer> statuses = new TreeSet<>();

    CheckedApi(OpenApiDocument document, String origin) {
        this.document = document;
        this.conformity = new Conformity(document);
        this.origin = URI.create(origin);
    }

    /** Sends a request; another status than this one is a violation. */
    Answer call(int expected, Ask ask) throws IOException, InterruptedException {
        Answer answer = send(ask);
        if (answer.status() != expected) {
            violations.add(ask + " is " + answer.status() + ", not " + expected + ": " + answer.text());
        }
        return answer;
    }

    Answer send(Ask ask) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(origin.resolve(ask.target()))
                .timeout(Duration.ofSeconds(60))
                .method(
                        ask.method(),
                        ask.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(ask.body()));
        ask.headers().forEach(request::header);
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        Map<String, List<String>> headers = new LinkedHashMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return checked(ask, new Answer(response.statusCode(), headers, response.body()));
    }

    /** An answer that was read from a socket up to its end. */
    Answer read(Ask ask, Socket socket) throws IOException {
        String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        String[] parts = all.split("\r\n\r\n", 2);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        parts[0].lines().skip(1).forEach(line -> {
            String[] field = line.split(": ?", 2);
            headers.computeIfAbsent(field[0].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(field[1]);
        });
        int status = Integer.parseInt(parts[0].substring(9, 12));
        return checked(ask, new Answer(status, headers, parts[1].getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** A connection, with the head of a request sent. */
    Socket begin(Ask ask) throws IOException {
        Socket socket = new Socket(origin.getHost(), origin.getPort());
        socket.setSoTimeout(60_000);
        StringBuilder head = new StringBuilder(ask.method() + " " + ask.target() + " HTTP/1.1\r\nHost: test\r\n");
        ask.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private synchronized Answer checked(Ask ask, Answer answer) {
        Optional<Operation> operation = document.find(ask.method(), ask.path());
        if (operation.isEmpty()) {
            violations.add(ask + " is not documented");
            return answer;
        }
        if (operation.get().method().equals(ask.method())) {
            called.add(operation.get().name());
        }
        statuses.add(answer.status());
        conformity
                .problems(operation.get(), ask, answer)
                .forEach(problem -> violations.add(ask + " " + answer.status() + ": " + problem + " in "
                        + answer.headers() + " " + answer.text()));
        return answer;
    }

    /** Takes over what another client saw. */
    void include(CheckedApi other) {
        violations.addAll(other.violations);
        called.addAll(other.called);
        statuses.addAll(other.statuses);
    }

    List<String> violations() {
        return violations;
    }

    Set<String> called() {
        return called;
    }

    Set<Integer> statuses() {
        return statuses;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
