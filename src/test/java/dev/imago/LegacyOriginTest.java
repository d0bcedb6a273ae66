package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import dev.imago.store.http.LegacyServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server before a real nginx that has the images. */
@Tag("slow")
final class LegacyOriginTest {
    private static final byte[] IMAGE = Samples.png(40, 30, 1);
    private static final byte[] OTHER = Samples.png(40, 30, 2);

    @TempDir
    Path folder;

    private LegacyServer legacy;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        legacy = new LegacyServer(folder);
        legacy.put("upload/a.png", IMAGE);
        server = serve("fresh: 0s");
    }

    private LocalServer serve(String setting) throws Exception {
        return LocalServer.configured(folder, """
                stores:
                  legacy: {type: http, url: "%s", %s, limits: {deadline: 2s, retries: 1}}
                delivery: {check-interval: 100ms}
                """.formatted(legacy.url(), setting));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        legacy.close();
    }

    @Test
    void an_image_of_the_origin_has_the_tag_of_its_bytes_and_comes_from_memory_afterwards() throws Exception {
        for (int i = 0; i < 3; i++) {
            HttpResponse<byte[]> answer = server.get("/upload/a.png");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(IMAGE);
            assertThat(tag(answer)).isEqualTo(Digest.of(IMAGE).etag());
            assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
        }
        assertThat(server.get("/upload/a.png", "If-None-Match", Digest.of(IMAGE).etag())
                        .statusCode())
                .isEqualTo(304);
        assertThat(server.get("/upload/a.png", "Range", "bytes=5-9").body())
                .isEqualTo(Arrays.copyOfRange(IMAGE, 5, 10));
        assertThat(server.get("/upload/none.png").statusCode()).isEqualTo(404);
        assertThat(legacy.requests())
                .filteredOn(line -> line.startsWith("GET /upload/a.png"))
                .hasSize(1);
    }

    @Test
    void a_large_image_is_streamed_with_its_ranges() throws Exception {
        byte[] large = Arrays.copyOf(IMAGE, 20 << 20);
        new Random(1).nextBytes(large);
        System.arraycopy(IMAGE, 0, large, 0, IMAGE.length);
        legacy.put("upload/large.png", large);
        for (int i = 0; i < 2; i++) {
            HttpResponse<byte[]> answer = server.get("/upload/large.png");
            assertThat(answer.body()).isEqualTo(large);
            assertThat(tag(answer)).isEqualTo(Digest.of(large).etag());
            assertThat(server.get("/upload/large.png", "Range", "bytes=1000000-1000999")
                            .body())
                    .isEqualTo(Arrays.copyOfRange(large, 1_000_000, 1_001_000));
        }
    }

    @Test
    void what_the_origin_replaces_and_removes_is_seen_although_the_image_is_hot() throws Exception {
        assertThat(server.get("/upload/a.png").body()).isEqualTo(IMAGE);
        legacy.put("upload/a.png", OTHER);
        Until.so(
                "replaced",
                () -> tag(server.get("/upload/a.png")).equals(Digest.of(OTHER).etag()));
        legacy.remove("upload/a.png");
        Until.so("removed", () -> server.get("/upload/a.png").statusCode() == 404);
    }

    @Test
    void while_an_image_is_fresh_the_origin_is_not_asked() throws Exception {
        server.close();
        server = serve("fresh: 1h");
        long fourIntervals = System.nanoTime() + 400_000_000;
        while (System.nanoTime() < fourIntervals) {
            assertThat(server.get("/upload/a.png").body()).isEqualTo(IMAGE);
        }
        assertThat(legacy.requests()).hasSize(1);
    }

    @Test
    void while_the_origin_is_down_hot_images_go_on_and_others_fail_without_being_kept() throws Exception {
        legacy.put("upload/cold.png", OTHER);
        assertThat(server.get("/upload/a.png").body()).isEqualTo(IMAGE);
        legacy.kill();
        for (int i = 0; i < 20; i++) {
            assertThat(server.get("/upload/a.png").body()).isEqualTo(IMAGE);
            HttpResponse<byte[]> cold = server.get("/upload/cold.png");
            assertThat(cold.statusCode()).isEqualTo(503);
            assertThat(cold.headers().firstValue("Cache-Control")).contains("no-store");
        }
        assertThat(metric("imago_store_circuit", "state=\"open\"")).isEqualTo(1);
        legacy.revive();
        Until.so("back", () -> server.get("/upload/cold.png").statusCode() == 200);
        assertThat(metric("imago_store_circuit", "state=\"closed\"")).isEqualTo(1);
    }

    @Test
    void renditions_are_made_of_images_of_the_origin() throws Exception {
        HttpResponse<byte[]> small = server.get("/upload/a.png?w=20");
        assertThat(small.statusCode()).isEqualTo(200);
        assertThat(small.body()).isNotEqualTo(IMAGE).isNotEmpty();
    }

    @Test
    void uploads_and_deletes_are_refused_clearly_and_the_catalog_knows_nothing_of_the_origins_images()
            throws Exception {
        server.get("/upload/a.png");
        HttpResponse<byte[]> put = server.api("PUT", "/v1/images/upload/b.png", OTHER);
        assertThat(put.statusCode()).isEqualTo(403);
        assertThat(LocalServer.text(put)).contains("legacy").contains("can only be read");
        assertThat(server.api("DELETE", "/v1/images/upload/a.png", new byte[0]).statusCode())
                .isEqualTo(403);
        assertThat(server.api("PUT", "/v1/images/upload/a.png", OTHER, "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.get("/upload/a.png").body()).isEqualTo(IMAGE);
        assertThat(Json.mapper()
                        .readTree(server.api("GET", "/v1/images", new byte[0]).body())
                        .get("items"))
                .isEmpty();
        assertThat(server.api("GET", "/v1/changes", new byte[0]).body()).isEmpty();
    }

    private double metric(String name, String label) throws Exception {
        return new String(server.api("GET", "/metrics", new byte[0]).body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String tag(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("ETag").orElse("");
    }
}
