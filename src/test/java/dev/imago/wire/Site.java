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

    /** Serves the folder; the lines are added to a configuration that has it and the listeners. */
    Site start(String yaml) throws IOException, ConfigException {
        running = Optional.of(new Imago(settings(yaml), Optional.of(new AdminKey(ADMIN_KEY))));
        running.get().start();
        return this;
    }

    private Settings settings(String yaml) throws IOException, ConfigException {
        Path file = base.resolve("imago.yaml");
        Files.writeString(
                file, "folder: " + folder() + "\ndata: " + base.resolve("data") + "\ndurability: os\n" + yaml, UTF_8);
        return Configurations.read(
                        Settings.class,
                        Sources.file(file)
                                .withFlags(java.util.List.of(
                                        new dev.imago.config.Flag("public", "public.listen", "127.0.0.1:0"),
                                        new dev.imago.config.Flag("api", "api.listen", "127.0.0.1:0"))))
                .settings();
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
