package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import dev.imago.image.Digest;
import dev.imago.store.fastdfs.FastDfsServers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server on a real FastDFS. */
@Tag("slow")
final class FastDfsServerTest {
    private static final Path PHOTOS = Path.of("src/main/resources/dev/imago/demo");
    private static FastDfsServers fastDfs;

    @TempDir
    Path directory;

    @BeforeAll
    static void startCluster() {
        fastDfs = FastDfsServers.require();
    }

    @BeforeEach
    void makeWhole() throws Exception {
        fastDfs.makeWhole();
    }

    private LocalServer serve() throws Exception {
        Path file = Files.writeString(
                directory.resolve("imago.yaml"), """
                data: %s
                public: {listen: '127.0.0.1:0'}
                api: {listen: '127.0.0.1:0'}
                stores:
                  images:
                    type: fastdfs
                    trackers: ['%s']
                    groups: [group1]
                """.formatted(directory.resolve("data"), fastDfs.tracker()));
        return LocalServer.serve(
                Configurations.read(Settings.class, Sources.none().withFile(file))
                        .settings());
    }

    private static byte[] photo(int number) throws Exception {
        try (var files = Files.list(PHOTOS)) {
            Path photo = files.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .skip(number)
                    .findFirst()
                    .orElseThrow();
            return Files.readAllBytes(photo);
        }
    }

    private static void eventually(LiveServer.Condition condition) throws Exception {
        LiveServer.eventually("what was expected", Duration.ofSeconds(30), condition);
    }

    private static boolean has(HttpResponse<byte[]> answer, byte[] bytes) {
        return answer.statusCode() == 200
                && Arrays.equals(answer.body(), bytes)
                && answer.headers()
                        .firstValue("etag")
                        .equals(Optional.of(Digest.of(bytes).etag()));
    }

    @Test
    void clients_choose_names_although_fastdfs_cannot() throws Exception {
        try (LocalServer server = serve()) {
            assertThat(server.api("PUT", "/v1/images/shop/one.jpg", photo(0)).statusCode())
                    .isEqualTo(201);
            assertThat(has(server.get("/shop/one.jpg"), photo(0))).isTrue();
            assertThat(server.api("PUT", "/v1/images/shop/one.jpg", photo(1)).statusCode())
                    .isEqualTo(200);
            assertThat(has(server.get("/shop/one.jpg"), photo(1))).isTrue();
            HttpResponse<byte[]> part = server.get("/shop/one.jpg", "Range", "bytes=1000-1999");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(photo(1), 1000, 2000));
            assertThat(server.api("DELETE", "/v1/images/shop/one.jpg", new byte[0])
                            .statusCode())
                    .isEqualTo(204);
            assertThat(server.get("/shop/one.jpg").statusCode()).isEqualTo(404);
        }
        try (LocalServer again = serve()) {
            assertThat(again.get("/shop/one.jpg").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void what_lay_in_fastdfs_before_is_served_under_its_old_address_and_known_from_its_first_reading()
            throws Exception {
        String old = fastDfs.upload(photo(0), "jpg");
        try (LocalServer server = serve()) {
            assertThat(has(server.get("/" + old), photo(0))).isTrue();
            eventually(() -> server.api("GET", "/v1/images/" + old, new byte[0]).statusCode() == 200);
            String known = LocalServer.text(server.api("GET", "/v1/images/" + old, new byte[0]));
            assertThat(known).contains(Digest.of(photo(0)).hex());
        }
        try (LocalServer again = serve()) {
            assertThat(has(again.get("/" + old), photo(0))).isTrue();
            assertThat(again.get("/" + old.replace("M00/", "M07/")).statusCode())
                    .isEqualTo(404);
            assertThat(again.get("/group9" + old.substring("group1".length())).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void an_old_address_can_be_replaced_and_deleted() throws Exception {
        String read = fastDfs.upload(photo(0), "jpg");
        String unread = fastDfs.upload(photo(0), "jpg");
        String replacedUnread = fastDfs.upload(photo(0), "jpg");
        try (LocalServer server = serve()) {
            assertThat(server.api("PUT", "/v1/images/" + replacedUnread, photo(1))
                            .statusCode())
                    .isIn(200, 201);
            assertThat(has(server.get("/" + replacedUnread), photo(1))).isTrue();
            assertThat(server.get("/" + read).statusCode()).isEqualTo(200);
            assertThat(server.api("PUT", "/v1/images/" + read, photo(1)).statusCode())
                    .isIn(200, 201);
            assertThat(has(server.get("/" + read), photo(1))).isTrue();
            assertThat(has(server.get("/" + read), photo(1))).isTrue();
            for (String address : new String[] {read, unread, replacedUnread}) {
                assertThat(server.api("DELETE", "/v1/images/" + address, new byte[0])
                                .statusCode())
                        .isEqualTo(204);
                assertThat(server.get("/" + address).statusCode()).isEqualTo(404);
            }
        }
        try (LocalServer again = serve()) {
            for (String address : new String[] {read, unread, replacedUnread}) {
                assertThat(again.get("/" + address).statusCode()).isEqualTo(404);
            }
        }
    }

    @Test
    void an_upload_is_read_while_storages_die_and_the_server_starts_again_without_them() throws Exception {
        try (LocalServer server = serve()) {
            fastDfs.kill("b");
            assertThat(server.api("PUT", "/v1/images/kept.jpg", photo(0)).statusCode())
                    .isEqualTo(201);
            fastDfs.kill("a");
            assertThat(has(server.get("/kept.jpg"), photo(0))).isTrue();
        }
        try (LocalServer again = serve()) {
            assertThat(has(again.get("/kept.jpg"), photo(0))).isTrue();
            assertThat(again.api("PUT", "/v1/images/other.jpg", photo(0)).statusCode())
                    .isEqualTo(503);
            fastDfs.makeWhole();
            eventually(() -> again.api("PUT", "/v1/images/other.jpg", photo(0)).statusCode() == 201);
            assertThat(has(again.get("/kept.jpg"), photo(0))).isTrue();
            String status =
                    new String(again.api("GET", "/v1/status", new byte[0]).body(), StandardCharsets.UTF_8);
            assertThat(status).contains("\"type\":\"fastdfs\"");
        }
    }
}
