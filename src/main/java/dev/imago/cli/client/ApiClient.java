package dev.imago.cli.client;

import dev.imago.image.PercentEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The api listener of one server. Thread-safe; blocks. Every method throws {@link ApiException} for what is no success, after the
 * retries, and {@link InterruptedException} when its thread is interrupted, also in a wait.
 */
public final class ApiClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final URI base;
    private final Optional<String> key;
    private final Retries retries;
    private final String noServer;
    private final HttpClient http;

    /** Whether this server has answered before: then its absence may be a restart, and is worth waiting for. */
    private volatile boolean answered;

    /** @param base such as {@code http://127.0.0.1:8081}, without a slash at the end */
    public ApiClient(URI base, Optional<String> key, Retries retries) {
        this.base = base;
        this.key = key;
        this.retries = retries;
        this.noServer =
                "No Imago answers at " + base + " (%s). Is it running? --api or IMAGO_API names another address.";
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    /** Where the listener is. */
    public String address() {
        return base.toString();
    }

    /** The path of an image below the api listener. */
    public static String image(String key) {
        return "/v1/images/" + PercentEncoding.encodePath(key);
    }

    /** A query with one more parameter; nothing for an empty value. */
    public static String with(String path, String name, String value) {
        String encoded = PercentEncoding.encodePath(value);
        return value.isEmpty() ? path : path + (path.indexOf('?') < 0 ? '?' : '&') + name + '=' + encoded;
    }

    public Answer get(String path) throws InterruptedException {
        return send(request -> request.GET(), path, ANSWER);
    }

    /** An answer that the server may hold back for a while. */
    public Answer get(String path, Duration held) throws InterruptedException {
        return send(request -> request.GET(), path, ANSWER.plus(held));
    }

    /** Empty if there is no such thing. */
    public Optional<Answer> find(String path) throws InterruptedException {
        try {
            return Optional.of(get(path));
        } catch (ApiException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** With a JSON body, or none. */
    public Answer post(String path, Optional<Object> json) throws InterruptedException {
        return send(
                request -> json.ifPresentOrElse(
                        value -> request.header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofByteArray(dev.imago.http.api.Json.bytes(value))),
                        () -> request.POST(BodyPublishers.noBody())),
                path,
                ANSWER);
    }

    public Answer delete(String path) throws InterruptedException {
        return send(request -> request.DELETE(), path, ANSWER);
    }

    /**
     * Sends bytes.
     *
     * @param request is given the method with a body that can be sent again, and header fields
     */
    public Answer transfer(String path, Consumer<HttpRequest.Builder> request) throws InterruptedException {
        // As long as the bytes flow nobody is impatient: the server cuts off who is too slow.
        return send(request, path, Duration.ofHours(6));
    }

    /**
     * Saves what may be too much for memory. A file of that name is replaced once all of it is there; until then it has
     * {@code .part} behind its name.
     */
    public void save(String path, Path file) throws InterruptedException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        retrying(noServer, () -> {
            HttpResponse<Path> response =
                    exchange(request(path, Duration.ofHours(6)).build(), BodyHandlers.ofFile(part));
            if (response.statusCode() != 200) {
                byte[] problem = Files.readAllBytes(part);
                Files.delete(part);
                throw refused(response, problem);
            }
            return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    /** The bytes at any address, without the key; the caller closes them. */
    public InputStream download(URI address) throws InterruptedException {
        String where =
                "Nothing answers at " + address + " (%s). --public names another address of the public listener.";
        return retrying(where, () -> {
            HttpResponse<InputStream> response =
                    exchange(HttpRequest.newBuilder(address).timeout(ANSWER).build(), BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                try (InputStream body = response.body()) {
                    throw refused(response, body.readNBytes(64 << 10));
                }
            }
            return response.body();
        });
    }

    private Answer send(Consumer<HttpRequest.Builder> method, String path, Duration limit) throws InterruptedException {
        return retrying(noServer, () -> {
            HttpRequest.Builder request = request(path, limit);
            method.accept(request);
            HttpResponse<byte[]> response = exchange(request.build(), BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw refused(response, response.body());
            }
            return new Answer(response, response.body());
        });
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(limit)
                .header("Accept", "application/json, application/jsonl, application/problem+json");
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    /** One attempt. */
    private interface Attempt<T> {
        T make() throws IOException, InterruptedException;
    }

    private <T> T retrying(String unreachable, Attempt<T> attempt) throws InterruptedException {
        for (int made = 1; ; made++) {
            ApiException failure;
            boolean met = answered;
            try {
                return attempt.make();
            } catch (ApiException e) {
                failure = e;
            } catch (IOException e) {
                failure = ApiException.unreachable(unreachable.replace("%s", reason(e)));
            }
            if (!retries.again(made, failure) || (failure.unreachable() && !met)) {
                throw failure;
            }
            Thread.sleep(retries.wait(made, failure));
        }
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        HttpResponse<T> response = http.send(request, body);
        answered = true;
        return response;
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case HttpTimeoutException _ -> "no answer in time";
            case ConnectException refused ->
                refused.getMessage() == null
                        ? "connection refused"
                        : refused.getMessage().toLowerCase(Locale.ROOT);
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }

    private ApiException refused(HttpResponse<?> response, byte[] body) {
        Optional<Duration> retryAfter = response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
        Optional<Answer> problem =
                isProblem(response) && body.length > 0 ? Optional.of(new Answer(response, body)) : Optional.empty();
        return ApiException.refused(response.statusCode(), text(response, problem), retryAfter, problem);
    }

    private static boolean isProblem(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
    }

    private String text(HttpResponse<?> response, Optional<Answer> problem) {
        int status = response.statusCode();
        String message = problem.map(document -> document.as(ProblemInfo.class))
                .map(told -> told.title().orElse("HTTP " + status)
                        + told.detail().map(detail -> ": " + detail).orElse(""))
                .orElseGet(() -> "HTTP " + status + " from " + response.uri());
        return status == 401 && key.isEmpty()
                ? message + " Give a key with --key, IMAGO_KEY or the file ~/.config/imago/key."
                : message;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
