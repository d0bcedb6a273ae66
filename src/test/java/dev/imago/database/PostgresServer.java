package dev.imago.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A real PostgreSQL, by way of {@code testserver/postgres}: one for all test classes, and one that outage tests stop and
 * start. It ends with the JVM. A database of its own for each test keeps them apart.
 */
public final class PostgresServer {
    private static final class Shared {
        static final PostgresServer SERVER = started("postgres-tests");
    }

    private final Path folder;
    private String url;

    private PostgresServer(Path folder) {
        this.folder = folder;
        this.url = script("start");
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** The one that tests share, and leave running. */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    /** One for a test that stops it. */
    public static PostgresServer started(String name) {
        // Another run of the tests in the same checkout has its own.
        return new PostgresServer(Path.of(
                        "target",
                        "testserver",
                        name + "-" + ProcessHandle.current().pid())
                .toAbsolutePath());
    }

    /** A new, empty database. */
    public DatabaseSettings database() {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        execute("CREATE DATABASE " + name);
        return DatabaseSettings.postgresql(url.replace("/imago?", "/" + name + "?"), "", "");
    }

    public void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public void stop() {
        script("stop");
    }

    /** Ends it at once, in the middle of whatever it does; the next start recovers. */
    public void crash() {
        script("crash");
    }

    public void start() {
        url = script("start");
    }

    private String script(String command) {
        try {
            Process process = new ProcessBuilder("testserver/postgres", command, folder.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("PostgreSQL is needed for this test: " + said);
            }
            return said.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
