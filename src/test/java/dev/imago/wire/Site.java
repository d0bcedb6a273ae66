package dev.imago.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imago.Imago;
import dev.imago.Settings;
import dev.imago.auth.AdminKey;
import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** A whole server on free ports, in front of a folder of real photographs. */
final class Site implements AutoCloseable {
    static final String ADMIN_KEY = "an-administrators-key-for-these-tests-only";

    /** When the photographs were taken, as far as a browser learns. */
    static final Instant TAKEN = Instant.parse("2026-01-02T03:04:05.678Z");

    static final String TAKEN_TEXT = "Fri, 02 Jan 2026 03:04:05 GMT";

    private final Path base;
    private Optional<Imago> running = Optional.empty();

    /** Makes an empty folder below a directory; {@link #start} serves it. */
    Site(Path base) throws IOException {
        this.base = base;
        Files.createDirectories(folder());
    }

    Path folder() {
        return base.resolve("site");
    }

    /** The bytes of one of the photographs. */
    static byte[] photo(String name) throws IOException {
        try (InputStream in = Imago.class.getResourceAsStream("demo/" + name)) {
            return in.readAllBytes();
        }
    }

    /** Puts a file into the folder, as another program would. */
    Site with(String path, byte[] bytes) throws IOException {
        Path file = folder().resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(TAKEN));
        return this;
    }

    /** Serves the folder, unless the lines have stores; they are added to a configuration that has it and the listeners. */
    Site start(String yaml) throws IOException, ConfigException {
        running = Optional.of(new Imago(settings(yaml), Optional.of(new AdminKey(ADMIN_KEY))));
        running.get().start();
        return this;
    }

    private Settings settings(String yaml) throws IOException, ConfigException {
        Path file = base.resolve("imago.yaml");
        String folder = yaml.contains("stores:") ? "" : "folder: " + folder() + "\n";
        Files.writeString(file, folder + "data: " + base.resolve("data") + "\ndurability: os\n" + yaml, UTF_8);
        return Configurations.read(
                        Settings.class,
                        Sources.file(file)
                                .withFlags(java.util.List.of(
                                        new dev.imago.config.Flag("public", "public.listen", "127.0.0.1:0"),
                                        new dev.imago.config.Flag("api", "api.listen", "127.0.0.1:0"))))
                .settings();
    }

    /** Takes up another configuration, as SIGHUP does. */
    void reload(String yaml) throws IOException, ConfigException {
        running.orElseThrow().reload(settings(yaml));
    }

    URI uri() {
        return URI.create(running.orElseThrow().publicUrl());
    }

    URI api() {
        return URI.create(running.orElseThrow().apiUrl());
    }

    Reply get(String target, String... fields) throws Exception {
        return Wire.HTTP_1.send(uri(), "GET", target, fields);
    }

    Reply send(Wire wire, String method, String target, String... fields) throws Exception {
        return wire.send(uri(), method, target, fields);
    }

    /** Uploads an image, or replaces it. */
    void put(String key, byte[] bytes) throws Exception {
        upload(HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)), key);
    }

    void delete(String key) throws Exception {
        upload(HttpRequest.newBuilder().DELETE(), key);
    }

    private void upload(HttpRequest.Builder request, String key) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            int status = client.send(
                            request.uri(api().resolve("/v1/images/" + key))
                                    .header("Authorization", "Bearer " + ADMIN_KEY)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status >= 300) {
                throw new AssertionError(key + ": " + status);
            }
        }
    }

    /** The catalog's keys, as the api lists them. */
    String listing() throws Exception {
        return Wire.HTTP_1
                .send(api(), "GET", "/v1/images?limit=1000", "Authorization: Bearer " + ADMIN_KEY)
                .text();
    }

    /** The sum of a metric over all series whose labels contain the text. */
    double metric(String name, String labels) throws Exception {
        return Wire.HTTP_1
                .send(api(), "GET", "/metrics", "Authorization: Bearer " + ADMIN_KEY)
                .text()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Waits until a condition holds. */
    static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not in time: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        if (running.isPresent()) {
            running.get().close();
        }
    }
}
