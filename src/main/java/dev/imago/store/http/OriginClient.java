package dev.imago.store.http;

import dev.imago.image.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks an origin, and follows its redirects. Connections are kept and used again. Thread-safe; blocks. */
final class OriginClient implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;

    private final Origin origin;
    private final Redirects redirects;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;

    OriginClient(Origin origin) {
        this.origin = origin;
        this.redirects = new Redirects(origin.url(), origin.redirectHosts());
        boolean secure = origin.url().getScheme().equalsIgnoreCase("https");
        // In clear text HTTP/2 would be tried by an upgrade, which old servers take for something else; with a Host of
        // our
        // own there is no such field in HTTP/2.
        boolean two = secure && origin.host().isEmpty();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(two ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(origin.connectTimeout())
                .executor(threads);
        origin.authority().map(Authority::read).ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /**
     * Asks.
     *
     * @param path encoded, below the origin's URL
     * @param fields names and values in turn
     * @return an answer whose body the caller closes, and whose status may be any but a redirect; nothing where the origin leads to a
     *     directory
     * @throws Fault when there is no answer
     */
    Optional<HttpResponse<InputStream>> ask(String method, String path, String... fields) {
        URI uri = URI.create(origin.url() + path);
        for (int redirect = 0; redirect <= MOST_REDIRECTS; redirect++) {
            HttpResponse<InputStream> answer = send(request(method, uri, fields));
            if (!isRedirect(answer.statusCode())) {
                return Optional.of(answer);
            }
            discard(answer);
            Optional<URI> next = redirects.follow(uri, new Fields(answer.headers()));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            uri = next.get();
        }
        throw OriginFaults.bad("The origin redirects without end.");
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private HttpRequest request(String method, URI uri, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(origin.answerTimeout())
                .header("User-Agent", "Imago")
                .header("Accept", "image/*, */*;q=0.1")
                .header("Accept-Encoding", "identity");
        if (redirects.isOrigin(uri)) {
            origin.host().ifPresent(host -> request.setHeader("Host", host));
            origin.headers().forEach(request::setHeader);
        }
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return request.build();
    }

    private HttpResponse<InputStream> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw OriginFaults.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Kind.UNAVAILABLE, "The request to the origin was given up.", e);
        }
    }

    /** Leaves the rest of an answer; the connection is used again if nothing is left. */
    static void discard(HttpResponse<InputStream> answer) {
        try {
            answer.body().close();
        } catch (IOException e) {
            // The connection is past helping, and not needed any more.
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        threads.shutdownNow();
    }
}
