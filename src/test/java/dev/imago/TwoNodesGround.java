package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one PostgreSQL and one folder, for all tests of a class. Each test has keys of its own. */
abstract class TwoNodesGround {
    static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir
    static Path directory;

    static final Random RANDOM = new Random();
    static Path folder;
    static DatabaseSettings database;
    static Receiver receiver;
    static ServerProcess a;
    static ServerProcess b;

    @BeforeAll
    static void start() throws Exception {
        folder = Files.createDirectory(directory.resolve("site"));
        database = PostgresServer.shared().database();
        receiver = new Receiver();
        Future<ServerProcess> starting = ServerProcess.inBackground(() -> node("b"));
        a = node("a");
        b = starting.get();
    }

    @AfterAll
    static void stop() {
        for (ServerProcess server : List.of(a, b)) {
            server.close();
        }
        receiver.close();
    }

    /** The file behind a hot image is looked at once an hour only: what is seen sooner came by the journal. */
    static ServerProcess node(String name) throws IOException {
        Path file = directory.resolve(name + ".yaml");
        Files.writeString(file, """
                node: %s
                folder: %s
                data: %s
                catalog: {url: "%s"}
                delivery: {check-interval: 1h}
                webhooks:
                  - {name: all, url: "%s", secrets: [%s], prefixes: [hooked/, killed/], first-pause: 200ms}
                  - {name: broken, url: "%s", secrets: [%s], prefixes: [unheard/], attempts: 2, first-pause: 10ms}
                """.formatted(
                        name,
                        folder,
                        directory.resolve("data-" + name),
                        database.url(),
                        receiver.url("/hook"),
                        Receiver.SECRET,
                        receiver.url("/broken"),
                        Receiver.SECRET));
        return ServerProcess.configured(file, directory.resolve(name + ".log"));
    }

    static byte[] put(ServerProcess server, String key) throws Exception {
        byte[] image = Ledger.image(RANDOM);
        assertThat(server.api("PUT", "/v1/images/" + key, image).statusCode()).isIn(200, 201);
        return image;
    }

    static String tag(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("ETag").orElse("");
    }
}
