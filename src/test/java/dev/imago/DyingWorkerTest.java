package dev.imago;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that crashes in the middle of a rendition, as the one sees it who has asked and the one who reads log and metrics. */
@Tag("slow")
final class DyingWorkerTest {
    private static final String SLOW = "/it.jpg?w=4000&enlarge=1&format=avif&q=95&text=%d";

    @TempDir
    Path directory;

    @Test
    void a_crash_costs_one_answer_and_is_told_and_a_second_one_condemns_the_image() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("site"));
        try (var photo = getClass().getResourceAsStream("demo/mountains.jpg")) {
            byte[] bytes = photo.readAllBytes();
            Files.write(folder.resolve("it.jpg"), bytes);
            bytes[bytes.length - 3] ^= 1; // another digest
            Files.write(folder.resolve("other.jpg"), bytes);
        }
        Path log = directory.resolve("server.log");
        var alone = Map.of("IMAGO_RENDITIONS_MODE", "open", "IMAGO_RENDERING_WORKERS", "1");
        try (ServerProcess server = ServerProcess.serve(folder, log, alone)) {
            for (int crash = 1; crash <= 2; crash++) {
                assertThat(server.get("/it.jpg?w=5" + crash).statusCode()).isEqualTo(200);
                HttpResponse<byte[]> answer = crashAt(server, SLOW.formatted(crash));
                assertThat(answer.statusCode()).isEqualTo(422);
                assertThat(new String(answer.body(), UTF_8)).contains("it made the decoder crash");
                assertThat(server.get("/other.jpg?w=5" + crash).statusCode()).isEqualTo(200);
            }
            HttpResponse<byte[]> third = server.get("/it.jpg?w=53");
            assertThat(third.statusCode()).isEqualTo(422);
            assertThat(new String(third.body(), UTF_8)).contains("has made decoders fail twice");
            assertThat(server.apiText("/metrics"))
                    .contains(
                            "imago_renditions_worker_crashes_total 2.0", "imago_renditions_worker_restarts_total 2.0");
        }
        assertThat(Files.readAllLines(log).stream().filter(line -> line.contains("a worker has ended")))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .containsPattern("\\(crash\\) at it\\.jpg, sha256:[0-9a-f]{64}, asked for .*w=4000")
                                .doesNotContain("any more"),
                        second -> assertThat(second).endsWith("no rendition of this image is tried any more"));
    }

    private static HttpResponse<byte[]> crashAt(ServerProcess server, String path) throws Exception {
        Callable<HttpResponse<byte[]>> ask = () -> server.get(path);
        var asked = new FutureTask<>(ask);
        Thread.ofVirtual().start(asked);
        Until.so("the worker is at it", () -> server.apiText("/v1/status").contains("\"busy\":1"));
        long worker = ProcessHandle.of(server.pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
        assertThat(new ProcessBuilder("kill", "-SEGV", Long.toString(worker))
                        .start()
                        .waitFor())
                .isZero();
        return asked.get();
    }
}
