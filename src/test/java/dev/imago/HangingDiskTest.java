package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Samples;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server whose folder does not answer: opening a file of it takes longer than anybody waits. */
@Tag("slow")
final class HangingDiskTest {
    private static final int READERS = 24;
    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    /** Microseconds. */
    private static final String HANGING = "inject=openat2:delay_enter=13000000";

    @TempDir
    Path directory;

    @Test
    void while_reads_hang_the_api_and_hot_images_go_on_and_cold_ones_get_503() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("site"));
        for (int i = 0; i < READERS; i++) {
            Files.write(folder.resolve("cold" + i + ".png"), Samples.png(8, 8, i));
        }
        try (ServerProcess server = ServerProcess.serve(folder, directory.resolve("server.log"), Map.of());
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(server.api("PUT", "/v1/images/hot.png", Samples.png(8, 8, 99))
                            .statusCode())
                    .isEqualTo(201);
            assertThat(server.get("/hot.png").statusCode()).isEqualTo(200);
            assertThat(server.get("/hot.png").statusCode()).isEqualTo(200);
            try (Strace hanging = Strace.attach(server.pid(), directory.resolve("trace"), "trace=openat2", HANGING)) {
                List<CompletableFuture<HttpResponse<byte[]>>> cold = new ArrayList<>();
                for (int i = 0; i < READERS; i++) {
                    cold.add(client.sendAsync(
                            HttpRequest.newBuilder(URI.create(server.publicUrl() + "/cold" + i + ".png"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray()));
                }
                CompletableFuture<HttpResponse<byte[]>> first = cold.getFirst();
                long begin = System.nanoTime();
                for (int round = 0; round < 5; round++) {
                    assertThat(within(server, client, "/livez")).isEqualTo(200);
                    assertThat(within(server, client, "/v1/images/hot.png")).isEqualTo(200);
                    assertThat(server.get("/hot.png").statusCode()).isEqualTo(200);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
                assertThat(first).isNotDone();
                CompletableFuture.anyOf(cold.toArray(CompletableFuture[]::new)).get();
                HttpResponse<byte[]> refused = cold.stream()
                        .filter(CompletableFuture::isDone)
                        .findFirst()
                        .orElseThrow()
                        .get();
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(server.get("/cold1.png").statusCode()).isEqualTo(200);
        }
    }

    private static int within(ServerProcess server, HttpClient client, String path) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create(server.apiUrl() + path))
                                .timeout(AT_ONCE)
                                .header("Authorization", "Bearer " + ServerProcess.KEY)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
