package dev.imago;

import static dev.imago.MigrationSite.awaitCopied;
import static dev.imago.MigrationSite.awaitStage;
import static dev.imago.MigrationSite.begin;
import static dev.imago.MigrationSite.finish;
import static dev.imago.MigrationSite.order;
import static dev.imago.MigrationSite.show;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Sources;
import dev.imago.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration of a whole server, from one folder into another store. */
final class MigrationTest {
    @TempDir
    Path directory;

    private final Random random = new Random(7);
    private final Map<String, byte[]> images = new TreeMap<>();

    private LocalServer serve(MigrationSite site, boolean intoMemory) throws Exception {
        Path file = site.configuration(intoMemory, "");
        return LocalServer.serve(Configurations.read(
                        Settings.class,
                        Sources.file(file)
                                .withFlags(List.of(
                                        new Flag("test", "public.listen", "127.0.0.1:0"),
                                        new Flag("test", "api.listen", "127.0.0.1:0"))))
                .settings());
    }

    private void put(LocalServer server, String key) throws IOException, InterruptedException {
        byte[] image = Ledger.image(random);
        assertThat(server.api("PUT", "/v1/images/" + key, image).statusCode()).isIn(200, 201);
        images.put(key, image);
    }

    private void requireAll(LocalServer server) throws IOException, InterruptedException {
        for (Map.Entry<String, byte[]> image : images.entrySet()) {
            var answer = server.get("/" + image.getKey());
            assertThat(answer.statusCode()).as(image.getKey()).isEqualTo(200);
            assertThat(answer.body()).as(image.getKey()).isEqualTo(image.getValue());
            assertThat(answer.headers().firstValue("ETag"))
                    .contains(Digest.of(image.getValue()).etag());
        }
    }

    private Map<String, String> digests() {
        Map<String, String> digests = new TreeMap<>();
        images.forEach((key, bytes) -> digests.put(key, Digest.of(bytes).hex()));
        return digests;
    }

    @Test
    void images_move_into_another_folder_and_back_and_are_finished_there() throws Exception {
        MigrationSite site = MigrationSite.in(directory);
        for (int i = 0; i < 20; i++) {
            byte[] image = Ledger.image(random);
            Files.write(site.old().resolve("had-" + i + ".png"), image);
            images.put("had-" + i + ".png", image);
        }
        try (LocalServer server = serve(site, false)) {
            Until.so(
                    "adopted",
                    () -> server.api("GET", "/v1/images/had-19.png", new byte[0])
                                    .statusCode()
                            == 200);
            put(server, "before.png");
            String id = begin(server::api, "");
            awaitCopied(server::api, id);
            put(server, "shadow.png");
            assertThat(Inventory.files(site.target())).isEqualTo(digests()).isEqualTo(Inventory.files(site.old()));

            assertThat(order(server::api, "POST", "/v1/migrations/" + id + ":cutover")
                            .get("phase")
                            .asString())
                    .isEqualTo("cut-over");
            put(server, "cutover.png");
            put(server, "before.png");
            Files.delete(site.old().resolve("had-3.png"));
            images.remove("had-3.png");
            Until.so(
                    "another program's delete counts",
                    () -> server.get("/had-3.png").statusCode() == 404);
            requireAll(server);
            Until.so(
                    "the copy is gone, too", () -> Files.notExists(site.target().resolve("had-3.png")));
            assertThat(Inventory.files(site.target())).isEqualTo(digests()).isEqualTo(Inventory.files(site.old()));

            order(server::api, "POST", "/v1/migrations/" + id + ":rollback");
            put(server, "back.png");
            requireAll(server);
            order(server::api, "POST", "/v1/migrations/" + id + ":cutover");
            assertThat(server.api("DELETE", "/v1/images/shadow.png", new byte[0])
                            .statusCode())
                    .isEqualTo(204);
            images.remove("shadow.png");
            awaitCopied(server::api, id);
            finish(server::api, id, "?remove-after=0");
            awaitStage(server::api, id, "done");
            put(server, "after.png");
            requireAll(server);
            assertThat(Inventory.files(site.target())).isEqualTo(digests());
            assertThat(Inventory.files(site.old())).isEmpty();
            assertThat(show(server::api, id).get("phase").asString()).isEqualTo("finished");
        }
        try (LocalServer server = serve(site, false)) {
            requireAll(server);
            put(server, "later.png");
            assertThat(Inventory.files(site.target())).isEqualTo(digests());
            assertThat(Inventory.files(site.old())).isEmpty();
        }
    }

    @Test
    void images_move_into_memory_and_back_before_it_is_gone() throws Exception {
        MigrationSite site = MigrationSite.in(directory);
        try (LocalServer server = serve(site, true)) {
            for (int i = 0; i < 5; i++) {
                put(server, i + ".png");
            }
            String id = begin(server::api, "");
            awaitCopied(server::api, id);
            order(server::api, "POST", "/v1/migrations/" + id + ":cutover");
            put(server, "new.png");
            requireAll(server);
            order(server::api, "POST", "/v1/migrations/" + id + ":rollback");
            awaitCopied(server::api, id);
            finish(server::api, id, "");
            awaitStage(server::api, id, "done");
            requireAll(server);
        }
        try (LocalServer server = serve(site, true)) {
            requireAll(server);
        }
    }

    @Test
    void a_deleted_image_stays_deleted_though_its_copies_had_no_time_to_go() throws Exception {
        MigrationSite site = MigrationSite.in(directory);
        try (LocalServer server = serve(site, false)) {
            put(server, "a.png");
            String id = begin(server::api, "");
            awaitCopied(server::api, id);
            order(server::api, "POST", "/v1/migrations/" + id + ":cutover");
            put(server, "a.png");
            assertThat(server.api("DELETE", "/v1/images/a.png", new byte[0]).statusCode())
                    .isEqualTo(204);
            assertThat(server.get("/a.png").statusCode()).isEqualTo(404);
            assertThat(Inventory.files(site.old())).isEmpty();
            assertThat(Inventory.files(site.target())).isEmpty();
        }
    }

    @Test
    void another_migration_of_the_same_images_is_refused() throws Exception {
        MigrationSite site = MigrationSite.in(directory);
        try (LocalServer server = serve(site, false)) {
            begin(server::api, "&prefix=upload/");
            String again = "/v1/migrations?from=old&to=new&prefix=";
            assertThat(server.api("POST", again + "upload/qa/", new byte[0]).statusCode())
                    .isEqualTo(409);
            assertThat(server.api("POST", again, new byte[0]).statusCode()).isEqualTo(409);
            assertThat(server.api("POST", again + "other/", new byte[0]).statusCode())
                    .isEqualTo(201);
            assertThat(server.api("POST", "/v1/migrations?from=old&to=nowhere&prefix=x/", new byte[0])
                            .statusCode())
                    .isEqualTo(400);
        }
    }
}
