package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Samples;
import dev.imago.store.http.SilentServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server with two stores, one of which is a peer that takes every connection and says nothing. */
@Tag("slow")
final class SlowStoreTest {
    private static final int READERS = 100;
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private SilentServer silent;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        silent = new SilentServer();
        Path site = Files.createDirectory(folder.resolve("site"));
        for (int i = 0; i < 400; i++) {
            Files.write(site.resolve("cold" + i + ".png"), Samples.png(8, 8, i));
        }
        server = LocalServer.configured(folder, """
                stores:
                  site: {type: folder, path: %s}
                  legacy: {type: http, url: "%s", limits: {deadline: %ds, connections: 16}}
                routes:
                  - {name: old, path: /old/**, store: legacy}
                  - {name: all, store: site}
                """.formatted(site, silent.url(), DEADLINE.toSeconds()));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        silent.close();
    }

    @Test
    void while_one_store_hangs_the_images_of_the_other_keep_their_latency() throws Exception {
        server.get("/cold399.png");
        Duration idle = slowest(0, 100);
        try (Load<List<Integer>> load = new Load<>()) {
            for (int i = 0; i < READERS; i++) {
                int reader = i;
                load.client(() -> {
                    List<Integer> statuses = new ArrayList<>();
                    while (load.on()) {
                        statuses.add(server.get("/old/" + reader + ".png").statusCode());
                        LockSupport.parkNanos(100_000_000); // refusals come at once
                    }
                    return statuses;
                });
            }
            Until.so("readers hang", () -> silent.connections() >= 10);
            Duration beside = slowest(100, 200);
            System.out.println("the slowest of 95 in 100 cold images: " + idle.toMillis()
                    + " ms, beside a store that hangs: " + beside.toMillis() + " ms");
            assertThat(beside).isLessThan(idle.multipliedBy(10).plusMillis(100));
            assertThat(load.stop().stream().flatMap(List::stream)).isNotEmpty().isSubsetOf(503, 504);
        }
        assertThat(silent.connections())
                .as("not more than its places, and a few probes")
                .isLessThan(60);
    }

    @Test
    void a_store_that_hangs_is_left_alone_and_says_so_at_once() throws Exception {
        try (Load<Integer> load = new Load<>()) {
            for (int i = 0; i < 12; i++) {
                int reader = i;
                load.client(() -> server.get("/old/" + reader + ".png").statusCode());
            }
            assertThat(load.stop()).isSubsetOf(503, 504).contains(504);
        }
        long start = System.nanoTime();
        HttpResponse<byte[]> refused = server.get("/old/x.png");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.dividedBy(2));
    }

    /** What 95 of 100 cold images take at most. */
    private Duration slowest(int from, int to) throws Exception {
        List<Duration> took = new ArrayList<>();
        for (int i = from; i < to; i++) {
            long start = System.nanoTime();
            assertThat(server.get("/cold" + i + ".png").statusCode()).isEqualTo(200);
            took.add(Duration.ofNanos(System.nanoTime() - start));
        }
        Collections.sort(took);
        return took.get((to - from) * 95 / 100);
    }
}
