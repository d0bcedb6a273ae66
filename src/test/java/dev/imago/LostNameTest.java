package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose PostgreSQL ends the session that holds the server's name. */
@Tag("slow")
final class LostNameTest {
    private static final long NAME = ByteBuffer.wrap(
                    Digest.of("node:a".getBytes(StandardCharsets.UTF_8)).bytes())
            .getLong();

    @TempDir
    Path directory;

    private Database database;
    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        DatabaseSettings settings = PostgresServer.shared().database();
        database = Database.open(settings);
        Path folder = Files.createDirectory(directory.resolve("site"));
        Path file = Files.writeString(
                directory.resolve("a.yaml"),
                "node: a\nfolder: %s\ndata: %s\ncatalog: {url: \"%s\"}\n"
                        .formatted(folder, directory.resolve("data"), settings.url()));
        server = ServerProcess.configured(file, log());
    }

    @AfterEach
    void stop() {
        server.close();
        database.close();
    }

    @Test
    void it_takes_the_name_again_and_goes_on() throws Exception {
        long before = holder().orElseThrow();
        terminate(before);
        Until.so(
                "it acknowledges",
                () -> server.api("PUT", "/v1/images/a.png", Samples.png(3, 2)).statusCode() == 201);
        Until.so("it has its name", () -> holder().filter(pid -> pid != before).isPresent());
        assertThatThrownBy(() -> NodeName.take(database, "a", Duration.ofMillis(100)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("node a");
    }

    @Test
    void it_tells_of_another_that_took_the_name_in_between_and_takes_it_once_that_one_ends() throws Exception {
        try (NodeName _ = taken()) {
            Until.so("it tells", () -> Files.readString(log()).contains("The name a is still taken"));
            assertThat(server.alive()).isTrue();
        }
        Until.so("it has its name", () -> holder().isPresent());
        assertThatThrownBy(() -> NodeName.take(database, "a", Duration.ofMillis(100)))
                .isInstanceOf(IOException.class);
    }

    /** The server looks after its name now and then; here another is sooner. */
    private NodeName taken() throws IOException {
        terminate(holder().orElseThrow());
        return NodeName.take(database, "a", Duration.ofSeconds(1)).orElseThrow();
    }

    private Path log() {
        return directory.resolve("a.log");
    }

    private void terminate(long session) {
        assertThat(database.<Boolean>read(
                        sql -> sql.first("SELECT pg_terminate_backend(?)", row -> row.getBoolean(1), (int) session)
                                .orElseThrow()))
                .isTrue();
    }

    /** The session that holds the name, of which the server tells the halves. */
    private Optional<Long> holder() {
        return database.read(session -> session.first(
                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
                        + " AND (classid::bigint << 32 | objid::bigint) = ?",
                row -> row.getLong(1),
                NAME));
    }
}
