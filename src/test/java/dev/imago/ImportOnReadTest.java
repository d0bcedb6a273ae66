package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import dev.imago.store.http.LegacyServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server that takes over the images of a real nginx, which is to be switched off. */
@Tag("slow")
final class ImportOnReadTest {
    private static final byte[] NOTHING = {};
    private static final byte[] IMAGE = Samples.png(40, 30, 1);
    private static final byte[] OTHER = Samples.png(40, 30, 2);
    private static final String ETAG = Digest.of(IMAGE).etag();

    @TempDir
    Path folder;

    private Path site;
    private LegacyServer legacy;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        site = Files.createDirectory(folder.resolve("site"));
        legacy = new LegacyServer(folder);
        legacy.put("upload/a.png", IMAGE);
        server = serve("");
    }

    private LocalServer serve(String more) throws Exception {
        return LocalServer.configured(folder, """
                %s
                delivery: {check-interval: 100ms}
                stores:
                  site: {type: folder, path: %s}
                  legacy: {type: http, url: "%s", fresh: 0s, import-on-read: true, limits: {deadline: 2s, retries: 1}}
                routes:
                  - {name: all, stores: [site, legacy], upload: {max-size: 20KB}}
                """.formatted(more, site, legacy.url()));
    }

    private void restart() throws Exception {
        server.close();
        server = serve("");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        legacy.close();
    }

    private void awaitImported(String key) throws Exception {
        Until.so(key + " is imported", () -> Listed.below("", server).containsKey(key));
    }

    private int delete(String key) throws Exception {
        return server.api("DELETE", "/v1/images/" + key, NOTHING).statusCode();
    }

    @Test
    void what_is_read_is_an_image_of_the_site_with_its_date_and_stays_when_the_origin_is_gone() throws Exception {
        HttpResponse<byte[]> first = server.get("/upload/a.png");
        assertThat(first.body()).isEqualTo(IMAGE);
        awaitImported("upload/a.png");
        assertThat(site.resolve("upload/a.png")).hasBinaryContent(IMAGE);
        String changes = new String(server.api("GET", "/v1/changes", NOTHING).body(), StandardCharsets.UTF_8);
        assertThat(changes.lines()).singleElement().asString().contains("upload/a.png", "adoption");

        legacy.kill();
        restart();
        HttpResponse<byte[]> later = server.get("/upload/a.png");
        assertThat(later.body()).isEqualTo(IMAGE);
        for (String field : List.of("ETag", "Last-Modified", "Content-Type")) {
            assertThat(later.headers().firstValue(field))
                    .as(field)
                    .isEqualTo(first.headers().firstValue(field));
        }
        assertThat(metric("imago_imports_total", "imported"))
                .as("after the restart")
                .isZero();
        legacy.revive();
    }

    @Test
    void a_crowd_of_readers_imports_an_image_once_and_all_get_it() throws Exception {
        List<Future<HttpResponse<byte[]>>> reads = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                reads.add(threads.submit(() -> server.get("/upload/a.png")));
            }
        }
        for (Future<HttpResponse<byte[]>> read : reads) {
            assertThat(read.get().body()).isEqualTo(IMAGE);
        }
        awaitImported("upload/a.png");
        assertThat(metric("imago_imports_total", "imported")).isEqualTo(1);
        assertThat(legacy.requests())
                .filteredOn(line -> line.startsWith("GET /upload/a.png"))
                .as("for the answers, and for the import")
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void deleted_images_stay_deleted_whether_they_were_read_before_or_not() throws Exception {
        legacy.put("upload/unread.png", OTHER);
        assertThat(server.get("/upload/a.png").statusCode()).isEqualTo(200);
        awaitImported("upload/a.png");
        for (String key : List.of("upload/a.png", "upload/unread.png")) {
            assertThat(delete(key)).isEqualTo(204);
            assertThat(server.get("/" + key).statusCode()).as(key).isEqualTo(404);
        }
        restart();
        for (String key : List.of("upload/a.png", "upload/unread.png")) {
            assertThat(legacy.images().resolve(key)).exists();
            assertThat(server.get("/" + key).statusCode()).as(key).isEqualTo(404);
        }
        assertThat(Listed.below("", server)).isEmpty();
        assertThat(server.api("PUT", "/v1/images/upload/a.png", OTHER).statusCode())
                .isEqualTo(201);
        assertThat(server.get("/upload/a.png").body()).isEqualTo(OTHER);
    }

    @Test
    void deleted_images_stay_deleted_when_the_journal_has_forgotten_them() throws Exception {
        assertThat(delete("upload/a.png")).isEqualTo(204);
        server.api("PUT", "/v1/images/upload/b.png", OTHER);
        server.close();
        try (Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("data/catalog.db")))) {
            database.write(session -> session.update("UPDATE journal SET happened = 0"));
        }
        server = serve("catalog: {journal-retention: 1m}");
        Until.so(
                "it is forgotten",
                () -> server.api("GET", "/v1/changes?after=0", NOTHING).statusCode() == 410);
        assertThat(server.get("/upload/a.png").statusCode()).isEqualTo(404);
    }

    @Test
    void what_another_program_removes_from_the_site_does_not_come_back_from_the_origin() throws Exception {
        server.get("/upload/a.png");
        awaitImported("upload/a.png");
        Files.delete(site.resolve("upload/a.png"));
        Until.so("it is gone", () -> server.get("/upload/a.png").statusCode() == 404);
        restart();
        assertThat(server.get("/upload/a.png").statusCode()).isEqualTo(404);
    }

    @Test
    void preconditions_are_about_what_readers_see() throws Exception {
        assertThat(server.api("PUT", "/v1/images/upload/a.png", OTHER, "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(412);
        assertThat(server.api("PUT", "/v1/images/upload/a.png", OTHER, "If-Match", ETAG)
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.get("/upload/a.png").body()).isEqualTo(OTHER);
        assertThat(server.api("PUT", "/v1/images/upload/new.png", OTHER, "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void an_upload_counts_although_the_origin_has_another_image_of_that_name() throws Exception {
        assertThat(server.api("PUT", "/v1/images/upload/a.png", OTHER).statusCode())
                .isEqualTo(201);
        for (int i = 0; i < 3; i++) {
            assertThat(server.get("/upload/a.png").body()).isEqualTo(OTHER);
        }
        assertThat(site.resolve("upload/a.png")).hasBinaryContent(OTHER);
    }

    @Test
    void what_an_upload_would_be_refused_for_stays_at_the_origin_and_is_served() throws Exception {
        byte[] large = Arrays.copyOf(IMAGE, 30_000);
        legacy.put("upload/large.png", large);
        legacy.put("upload/page.png", "<html>no image</html>".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 3; i++) {
            assertThat(server.get("/upload/large.png").body()).isEqualTo(large);
            assertThat(server.get("/upload/page.png").statusCode()).isEqualTo(404);
        }
        Until.so("it was tried", () -> metric("imago_imports_total", "refused") == 1);
        assertThat(Listed.below("", server)).isEmpty();

        HttpResponse<byte[]> refused = server.api("DELETE", "/v1/images/upload/large.png", NOTHING);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(LocalServer.text(refused)).contains("lies at legacy only", "allowed here");
        assertThat(delete("status/403/a.png")).as("the origin refuses").isEqualTo(403);
        assertThat(delete("upload/page.png")).isEqualTo(204);
        assertThat(delete("upload/never.png")).isEqualTo(204);
    }

    @Test
    void while_the_origin_is_down_nobody_is_told_that_an_image_is_gone() throws Exception {
        legacy.kill();
        assertThat(delete("upload/a.png")).isEqualTo(503);
        assertThat(server.get("/upload/a.png").statusCode()).isEqualTo(503);
        legacy.revive();
        Until.so("it is back", () -> delete("upload/a.png") == 204);
        assertThat(server.get("/upload/a.png").statusCode()).isEqualTo(404);
    }

    @Test
    void a_full_quota_leaves_it_where_it_is() throws Exception {
        server.close();
        server = serve("quotas: [{prefix: upload/, max-images: 0}]");
        assertThat(server.get("/upload/a.png").body()).isEqualTo(IMAGE);
        Until.so("it was tried", () -> metric("imago_imports_total", "failed") == 1);
        assertThat(server.get("/upload/a.png").body()).isEqualTo(IMAGE);
        assertThat(site.resolve("upload/a.png")).doesNotExist();
    }

    private double metric(String name, String outcome) throws Exception {
        return new String(server.api("GET", "/metrics", NOTHING).body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(name) && line.contains("\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
