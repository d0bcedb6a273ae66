package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.disk.GlusterVolume;
import dev.imago.image.Samples;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server with a local folder, and one on a real share whose mount stops to answer. */
@Tag("slow")
final class HungShareTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    @Test
    void while_a_share_hangs_other_stores_go_on_and_it_is_left_alone_until_it_answers() throws Exception {
        GlusterVolume volume = GlusterVolume.shared();
        Path mount = volume.mount("hung");
        Path share = Files.createDirectories(mount.resolve("hung"));
        Path local = Files.createDirectory(directory.resolve("local"));
        for (int i = 0; i < 50; i++) {
            Files.write(local.resolve(i + ".png"), Samples.png(8, 8, i));
        }
        try (LocalServer server = LocalServer.configured(directory, """
                stores:
                  share: {type: folder, path: %s, shared: true}
                  local: {type: folder, path: %s}
                routes:
                  - {name: share, path: "/share/**", store: share}
                  - {name: local, store: local}
                """.formatted(share, local))) {
            assertThat(server.api("PUT", "/v1/images/share/a.png", Samples.png(8, 8, 99))
                            .statusCode())
                    .isEqualTo(201);
            volume.freeze(mount);
            try (Load<Integer> load = new Load<>()) {
                for (int i = 0; i < 12; i++) {
                    int reader = i;
                    load.client(
                            () -> server.get("/share/none" + reader + ".png").statusCode());
                }
                for (int i = 0; i < 50; i++) {
                    long start = System.nanoTime();
                    assertThat(server.get("/" + i + ".png").statusCode()).isEqualTo(200);
                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
                }
                assertThat(load.stop()).containsOnly(503);
                long start = System.nanoTime();
                HttpResponse<byte[]> refused = server.get("/share/x.png");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
                String status = LocalServer.text(server.api("GET", "/v1/status", new byte[0]));
                assertThat(status)
                        .startsWith("200")
                        .contains("\"name\":\"share\",\"type\":\"folder\",\"answers\":false")
                        .contains("\"name\":\"local\",\"type\":\"folder\",\"answers\":true");
            } finally {
                volume.thaw(mount);
            }
            Until.so("it answers again", () -> server.get("/share/a.png").statusCode() == 200);
        }
    }
}
