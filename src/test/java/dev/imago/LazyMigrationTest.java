package dev.imago;

import static dev.imago.MigrationSite.begin;
import static dev.imago.MigrationSite.order;
import static dev.imago.MigrationSite.show;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Samples;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole servers whose images move as they are read. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class LazyMigrationTest {
    private static final byte[] NOTHING = {};

    @TempDir
    Path directory;

    private static void put(MigrationSite.Server server, String key, int variant) throws Exception {
        assertThat(server.api("PUT", "/v1/images/" + key, Samples.png(20, 20, variant))
                        .statusCode())
                .isIn(200, 201);
    }

    private static String stage(MigrationSite.Server server, String id) throws Exception {
        return show(server, id).get("progress").get("stage").asString();
    }

    @Test
    void what_is_read_moves_from_the_disk_and_from_memory_and_the_rest_when_it_is_told_to() throws Exception {
        Path old = Files.createDirectory(directory.resolve("old"));
        Path target = Files.createDirectory(directory.resolve("new"));
        try (LocalServer server = LocalServer.configured(directory, """
                delivery: {check-interval: 100ms}
                stores:
                  old: {type: folder, path: %s}
                  new: {type: folder, path: %s}
                routes:
                  - {name: all, path: "/**", store: old}
                """.formatted(old, target))) {
            put(server::api, "hot.png", 1);
            put(server::api, "cold.png", 2);
            put(server::api, "unread.png", 3);
            assertThat(server.get("/hot.png").statusCode()).isEqualTo(200);
            String id = begin(server::api, "&lazy=true");

            assertThat(server.get("/cold.png").statusCode()).isEqualTo(200);
            Until.so("what is cold moves", () -> Files.exists(target.resolve("cold.png")));
            Until.so("what is hot moves", () -> {
                assertThat(server.get("/hot.png").statusCode()).isEqualTo(200);
                return Files.exists(target.resolve("hot.png"));
            });
            put(server::api, "uploaded.png", 4);
            assertThat(target.resolve("uploaded.png")).hasBinaryContent(Samples.png(20, 20, 4));
            assertThat(target.resolve("unread.png")).doesNotExist();
            assertThat(stage(server::api, id)).isEqualTo("on-read");

            order(server::api, "POST", "/v1/migrations/" + id + ":cutover");
            var refused = server.api("POST", "/v1/migrations/" + id + ":finish", NOTHING);
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(LocalServer.text(refused)).contains("1 images have no copy in new yet", "backfill");
            order(server::api, "POST", "/v1/migrations/" + id + ":resume?backfill=true");
            MigrationSite.awaitCopied(server::api, id);
            assertThat(Inventory.files(target)).isEqualTo(Inventory.files(old));
        }
    }

    @Test
    void readers_get_all_at_once_while_the_target_takes_connections_and_never_answers() throws Exception {
        Path old = Files.createDirectory(directory.resolve("old"));
        try (var silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
                LocalServer server = LocalServer.configured(directory, """
                delivery: {memory: 64KB, largest-in-memory: 1KB}
                stores:
                  old: {type: folder, path: %s}
                  new: {type: s3, endpoint: "http://127.0.0.1:%d", bucket: images, access-key: a, secret-key: s,
                        timeout: 1m, attempt-timeout: 1m}
                routes:
                  - {name: all, path: "/**", store: old}
                """.formatted(old, silent.getLocalPort()))) {
            for (int i = 0; i < 60; i++) {
                put(server::api, i + ".png", i);
            }
            begin(server::api, "&lazy=true&concurrency=2");
            // Each would take a minute if it waited; the client gives up after twenty seconds.
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 60; i++) {
                    var answer = server.get("/" + i + ".png");
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.body()).isEqualTo(Samples.png(20, 20, i));
                }
            }
            silent.close();
        }
    }

    @Test
    @Tag("slow")
    void a_killed_server_goes_on_to_copy_what_is_read_and_nothing_else() throws Exception {
        MigrationSite site = MigrationSite.in(directory);
        Path file = site.configuration(false, "");
        Path log = directory.resolve("server.log");
        String id;
        try (ServerProcess server = ServerProcess.configured(file, log)) {
            for (int i = 0; i < 40; i++) {
                put(server::api, i + ".png", i);
            }
            id = begin(server::api, "&lazy=true");
            for (int i = 0; i < 20; i++) {
                assertThat(server.get("/" + i + ".png").statusCode()).isEqualTo(200);
            }
            Until.so("it has begun to copy", () -> Files.exists(site.target().resolve("0.png")));
            server.kill();
        }
        try (ServerProcess server = ServerProcess.configured(file, log)) {
            assertThat(stage(server::api, id)).isEqualTo("on-read");
            for (int i = 0; i < 30; i++) {
                var answer = server.get("/" + i + ".png");
                assertThat(answer.body()).isEqualTo(Samples.png(20, 20, i));
            }
            Until.so(
                    "what was read is copied",
                    () -> Inventory.files(site.target()).size() == 30);
            order(server::api, "POST", "/v1/migrations/" + id + ":cutover");
            for (int i = 0; i < 40; i++) {
                assertThat(server.get("/" + i + ".png").body()).isEqualTo(Samples.png(20, 20, i));
            }
            Until.so("the rest, too", () -> Inventory.files(site.target()).size() == 40);
            MigrationSite.finish(server::api, id, "?remove-after=0");
            MigrationSite.awaitStage(server::api, id, "done");
            assertThat(Inventory.files(site.target())).isEqualTo(Inventory.catalog(server));
            assertThat(Inventory.files(site.old())).isEmpty();
        }
    }
}
