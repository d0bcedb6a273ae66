package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.Imago;
import dev.imago.Settings;
import dev.imago.auth.AdminKey;
import dev.imago.cli.terminal.Terminal;
import dev.imago.config.Configuration;
import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Sources;
import dev.imago.http.api.Json;
import dev.imago.routing.Router;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** A real server on free ports, and the command line as a user has it: arguments in, exit code and both streams out. */
final class CommandGround implements AutoCloseable {
    static final String KEY = "0123456789abcdef-of-the-tests";

    final Path root;
    final Path folder;
    final Path home;
    final Imago imago;

    /** What a command did. Whatever it was, it did not show the key. */
    record Result(int code, byte[] bytes, String err) {
        Result {
            assertThat(new String(bytes, StandardCharsets.UTF_8) + err).doesNotContain(KEY);
        }

        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            assertThat(out().lines()).hasSize(1);
            return Json.mapper().readTree(out());
        }

        List<JsonNode> lines() {
            return out().lines().map(line -> Json.mapper().readTree(line)).toList();
        }
    }

    /** Settings are pairs of keys and values beyond the usual. */
    CommandGround(Path root, String... settings) throws Exception {
        this(root, Sources.none(), settings);
    }

    /** Settings are pairs of keys and values beyond the usual and those of the sources. */
    CommandGround(Path root, Sources sources, String... settings) throws Exception {
        this(root, Files.createDirectory(root.resolve("site")), sources, settings);
    }

    /** A server with the stores of a configuration, instead of a folder. */
    static CommandGround withStores(Path root, Path configuration) throws Exception {
        return new CommandGround(root, Path.of(""), Sources.file(configuration));
    }

    private CommandGround(Path root, Path folder, Sources sources, String... settings) throws Exception {
        this.root = root;
        this.folder = folder;
        this.home = Files.createDirectory(root.resolve("home"));
        List<Flag> flags = new ArrayList<>(List.of(
                new Flag("test", "public.listen", "127.0.0.1:0"),
                new Flag("test", "api.listen", "127.0.0.1:0"),
                new Flag("test", "durability", "os")));
        if (!folder.toString().isEmpty()) {
            flags.add(new Flag("test", "folder", folder.toString()));
        }
        for (int i = 0; i < settings.length; i += 2) {
            flags.add(new Flag("test", settings[i], settings[i + 1]));
        }
        this.imago = new Imago(
                Configurations.read(Settings.class, sources.withFlags(flags)).settings(),
                Optional.of(new AdminKey(KEY)));
        imago.start();
    }

    /** With the administrator's key. */
    Result run(String... arguments) {
        return run(Map.of(), "", arguments);
    }

    /** With another key. */
    Result runAs(String key, String... arguments) {
        return run(Map.of("IMAGO_KEY", key), "", arguments);
    }

    /** With variables beyond the usual; an empty one is not set. Text on stdin is what a person answers who is asked. */
    Result run(Map<String, String> variables, String stdin, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                !stdin.isEmpty(),
                false,
                () -> 80);
        int code = commandLine(new Shell(terminal, variables(variables), home)).run(arguments);
        return new Result(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    Map<String, String> variables(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of("IMAGO_API", imago.apiUrl(), "IMAGO_KEY", KEY));
        all.putAll(more);
        return all;
    }

    /** All commands; those that would start a server cannot. */
    static CommandLineInterface commandLine(Shell shell) {
        return new CommandLineInterface(shell).withServer(new ServerLauncher<Settings>() {
            @Override
            public Class<Settings> settings() {
                return Settings.class;
            }

            @Override
            public Router<List<String>> rules(Settings settings) {
                return settings.rules();
            }

            @Override
            public Running<Settings> launch(Configuration<Settings> configuration) {
                throw new UnsupportedOperationException("a test of the command line starts its server itself");
            }
        });
    }

    /** A new key, in plain text. */
    String key(String scopes) {
        return run("key", "create", "--scope", scopes, "--json")
                .json()
                .get("key")
                .asString();
    }

    /** A file outside of the served folder. */
    Path file(String name, byte[] bytes) throws IOException {
        Path file = root.resolve("local").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    /** Uploads an image by the command. */
    void put(String key, byte[] bytes) throws IOException {
        Result result = run("put", file("upload.tmp", bytes).toString(), "--as", key);
        assertThat(result.code()).as(result.err()).isZero();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        imago.close();
    }
}
