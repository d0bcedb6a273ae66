package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import dev.imago.store.http.LegacyServer;
import dev.imago.store.s3.CephCluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Whole servers whose images lie in a bucket of a real Ceph cluster. */
@Tag("slow")
final class S3ServerTest {
    private static final CephCluster CEPH = CephCluster.shared();
    private static final byte[] NOTHING = {};
    private static final byte[] SVG =
            "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'></svg>".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void images_of_a_web_server_come_over_into_a_bucket_and_are_deleted_for_good_whatever_an_import_has_left()
            throws Exception {
        String bucket = CEPH.bucket();
        byte[] image = Samples.png(40, 30, 1);
        try (var legacy = new LegacyServer(directory)) {
            legacy.put("upload/read.png", image);
            legacy.put("upload/cut-off.png", image);
            try (LocalServer server = LocalServer.configured(directory, """
                    stores:
                      images: {type: s3, endpoint: "%s", bucket: %s, access-key: %s, secret-key: %s}
                      legacy: {type: http, url: "%s", import-on-read: true}
                    routes:
                      - {name: all, stores: [images, legacy]}
                    """.formatted(
                            CEPH.endpoint(), bucket, CEPH.accessKey(), CEPH.secretKey(), legacy.url()))) {
                assertThat(server.get("/upload/read.png").body()).isEqualTo(image);
                Until.so("it has come over", () -> Listed.below("", server).containsKey("upload/read.png"));
                assertThat(CEPH.client()
                                .headObject(head -> head.bucket(bucket).key("upload/read.png"))
                                .metadata())
                        .containsEntry("sha256", Digest.of(image).hex());

                // As of a server that died between the put and the catalog's commit.
                CEPH.client()
                        .putObject(
                                request -> request.bucket(bucket).key("upload/cut-off.png"),
                                RequestBody.fromBytes(image));
                for (String key : List.of("upload/read.png", "upload/cut-off.png")) {
                    assertThat(server.api("DELETE", "/v1/images/" + key, NOTHING)
                                    .statusCode())
                            .isEqualTo(204);
                    assertThat(server.get("/" + key).statusCode()).as(key).isEqualTo(404);
                }
                assertThat(CEPH.client()
                                .listObjectsV2(list -> list.bucket(bucket).prefix("upload/"))
                                .contents())
                        .isEmpty();
            }
        }
    }

    /** @param more settings of the store */
    private LocalServer serve(String bucket, String more) throws Exception {
        Path file = directory.resolve("imago.yaml");
        Files.writeString(file, """
                public: {listen: "127.0.0.1:0"}
                api: {listen: "127.0.0.1:0"}
                data: %s
                delivery: {check-interval: 100ms}
                stores:
                  images: {type: s3, endpoint: "%s", bucket: %s, access-key: %s, secret-key: %s%s}
                routes:
                  - {name: all, path: "/**", store: images, upload: {formats: [png, svg]}}
                """.formatted(
                        directory.resolve("data"), CEPH.endpoint(), bucket, CEPH.accessKey(), CEPH.secretKey(), more));
        return LocalServer.serve(
                Configurations.read(Settings.class, Sources.file(file)).settings());
    }

    @Test
    void an_image_is_uploaded_delivered_replaced_and_deleted() throws Exception {
        byte[] first = Samples.png(40, 30, 1);
        byte[] second = Samples.png(40, 30, 2);
        try (LocalServer server = serve(CEPH.bucket(), "")) {
            assertThat(server.api("PUT", "/v1/images/a/b.png", first).statusCode())
                    .isEqualTo(201);
            HttpResponse<byte[]> answer = server.get("/a/b.png");
            assertThat(answer.body()).isEqualTo(first);
            String etag = answer.headers().firstValue("ETag").orElseThrow();
            assertThat(etag).isEqualTo(Digest.of(first).etag());
            assertThat(server.get("/a/b.png", "If-None-Match", etag).statusCode())
                    .isEqualTo(304);

            assertThat(server.api("PUT", "/v1/images/a/b.png", second, "If-None-Match", "*")
                            .statusCode())
                    .isEqualTo(412);
            assertThat(server.api("PUT", "/v1/images/a/b.png", second, "If-Match", etag)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(server.get("/a/b.png").body()).isEqualTo(second);

            assertThat(server.api("DELETE", "/v1/images/a/b.png", NOTHING).statusCode())
                    .isEqualTo(204);
            assertThat(server.get("/a/b.png").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void what_another_program_replaces_in_the_bucket_is_served_with_a_digest_of_its_own() throws Exception {
        String bucket = CEPH.bucket();
        byte[] other = Samples.png(40, 30, 2);
        try (LocalServer server = serve(bucket, "")) {
            server.api("PUT", "/v1/images/a.png", Samples.png(40, 30, 1));
            server.get("/a.png");
            CEPH.client().putObject(request -> request.bucket(bucket).key("a.png"), RequestBody.fromBytes(other));
            Until.so(
                    "the new one is served",
                    () -> java.util.Arrays.equals(server.get("/a.png").body(), other));
            assertThat(server.get("/a.png").headers().firstValue("ETag"))
                    .contains(Digest.of(other).etag());
            Until.so(
                    "the catalog knows",
                    () -> LocalServer.text(server.api("GET", "/v1/images/a.png", NOTHING))
                            .contains(Digest.of(other).hex()));
        }
    }

    @Test
    void a_bucket_that_is_full_already_is_served_and_a_scan_adopts_it() throws Exception {
        String bucket = CEPH.bucket();
        for (int i = 0; i < 30; i++) {
            byte[] bytes = Samples.png(20, 20, i);
            String key = "old/" + i + ".png";
            CEPH.client().putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
        }
        CEPH.client()
                .putObject(request -> request.bucket(bucket).key("old/notes.txt"), RequestBody.fromString("notes"));
        try (LocalServer server = serve(bucket, "")) {
            assertThat(server.get("/old/7.png").body()).isEqualTo(Samples.png(20, 20, 7));
            assertThat(server.get("/old/notes.txt").statusCode()).isEqualTo(404);
            Until.so("what was read is known", () -> listed(server) == 1);

            assertThat(server.api("POST", "/v1/scan", NOTHING).statusCode()).isEqualTo(202);
            Until.so("all images are known", () -> listed(server) == 30);
        }
    }

    @Test
    void a_bucket_that_is_to_be_scanned_is_scanned_from_the_start_on() throws Exception {
        String bucket = CEPH.bucket();
        byte[] bytes = Samples.png(20, 20, 1);
        CEPH.client().putObject(request -> request.bucket(bucket).key("in/a.png"), RequestBody.fromBytes(bytes));
        CEPH.client().putObject(request -> request.bucket(bucket).key("out/a.png"), RequestBody.fromBytes(bytes));
        try (LocalServer server = serve(bucket, ", prefix: in/, rescan: 1h")) {
            Until.so("the image is known", () -> listed(server) == 1);
            assertThat(server.get("/a.png").body()).isEqualTo(bytes);
        }
    }

    private static int listed(LocalServer server) throws Exception {
        String page = LocalServer.text(server.api("GET", "/v1/images?limit=1000", NOTHING));
        return page.split("\"key\"", -1).length - 1;
    }

    @Test
    void clients_are_sent_to_the_service_for_originals_only() throws Exception {
        byte[] original = Samples.png(400, 300, 1);
        try (LocalServer server = serve(CEPH.bucket(), ", delivery: redirect");
                HttpClient client = HttpClient.newHttpClient()) {
            server.api("PUT", "/v1/images/a.png", original);
            server.api("PUT", "/v1/images/a.svg", SVG);

            HttpResponse<byte[]> answer = server.get("/a.png");
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Cache-Control")).contains("public, max-age=60");
            URI there = URI.create(answer.headers().firstValue("Location").orElseThrow());
            assertThat(there.getPort()).isEqualTo(CEPH.endpoint().getPort());
            HttpResponse<byte[]> image =
                    client.send(HttpRequest.newBuilder(there).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(image.body()).isEqualTo(original);
            assertThat(image.headers().firstValue("Content-Type")).contains("image/png");

            String etag = Digest.of(original).etag();
            assertThat(server.get("/a.png", "If-None-Match", etag).statusCode()).isEqualTo(304);
            assertThat(server.get("/a.png", "If-Match", "\"other\"").statusCode())
                    .isEqualTo(412);
            assertThat(server.get("/absent.png").statusCode()).isEqualTo(404);
            assertThat(server.get("/a.svg").body()).isEqualTo(SVG);
            // The first one waits until a worker has started.
            Until.so("a rendition is made", Duration.ofMinutes(1), () -> made(server, "/a.png?w=80"));
        }
    }

    private static boolean made(LocalServer server, String path) throws Exception {
        try {
            return server.get(path).statusCode() == 200;
        } catch (HttpTimeoutException later) {
            return false;
        }
    }

    @Test
    void a_server_starts_while_the_service_is_down_and_serves_once_it_is_there() throws Exception {
        String bucket = CEPH.bucket();
        CEPH.kill("rgw");
        try (LocalServer server = serve(bucket, ", timeout: 2s, attempt-timeout: 1s")) {
            assertThat(server.get("/a.png").statusCode()).isEqualTo(503);
            CEPH.launch("rgw");
            Until.so(
                    "uploads are taken",
                    () -> server.api("PUT", "/v1/images/a.png", Samples.png(20, 20, 1))
                                    .statusCode()
                            == 201);
            Until.so("it is delivered", () -> server.get("/a.png").statusCode() == 200);
        } finally {
            CEPH.launch("rgw");
        }
    }

    @Test
    void without_two_osds_the_answer_is_503_in_time_and_afterwards_all_is_well() throws Exception {
        try (LocalServer server = serve(CEPH.bucket(), ", timeout: 2s, attempt-timeout: 1s")) {
            server.api("PUT", "/v1/images/hot.png", Samples.png(20, 20, 1));
            server.get("/hot.png");
            CEPH.kill("osd.0");
            CEPH.kill("osd.1");
            long start = System.nanoTime();
            assertThat(server.api("PUT", "/v1/images/new.png", Samples.png(20, 20, 2))
                            .statusCode())
                    .isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(server.get("/hot.png").statusCode()).as("from memory").isEqualTo(200);
            CEPH.launch("osd.0");
            CEPH.launch("osd.1");
            Until.so(
                    "uploads are taken again",
                    () -> server.api("PUT", "/v1/images/new.png", Samples.png(20, 20, 2))
                                    .statusCode()
                            < 300);
            assertThat(server.get("/new.png").body()).isEqualTo(Samples.png(20, 20, 2));
        } finally {
            CEPH.launch("osd.0");
            CEPH.launch("osd.1");
        }
    }
}
