package dev.imago.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hot images come from memory, bounded by bytes, and are read once however many ask. */
final class MemoryTierServingTest {
    private static final List<String> PHOTOS =
            List.of("cat.webp", "coffee.png", "dandelion.jpg", "dogs.jpg", "fig.jpg", "mountains.jpg");

    @TempDir
    private Path base;

    @Test
    void it_holds_no_more_bytes_than_allowed_and_everything_is_served() throws Exception {
        Site filling = new Site(base);
        for (String photo : PHOTOS) {
            filling.with(photo, Site.photo(photo));
        }
        try (Site site = filling.start("delivery: {memory: 250KB}")) {
            Site.await("adopted", () -> PHOTOS.stream().allMatch(site.listing()::contains));
            for (int round = 0; round < 20; round++) {
                for (String photo : PHOTOS) {
                    assertThat(site.get("/" + photo).body()).isEqualTo(Site.photo(photo));
                }
            }
            Site.await("within its bound", () -> site.metric("imago_memory_bytes", "") <= 250_000);
            assertThat(site.metric("imago_memory_bytes", "")).isPositive();
            assertThat(site.metric("imago_memory_hits_total", "")).isPositive();
        }
    }

    @Test
    void an_image_in_memory_is_not_read_again() throws Exception {
        try (Site site = new Site(base).with("dogs.jpg", Site.photo("dogs.jpg")).start("")) {
            Site.await("adopted", () -> site.listing().contains("dogs.jpg"));
            // Its adoption is told of a moment later, and lets memory forget it once.
            Site.await("it stays in memory", () -> {
                double misses = site.metric("imago_memory_misses_total", "");
                assertThat(site.get("/dogs.jpg").status()).isEqualTo(200);
                LockSupport.parkNanos(300_000_000);
                assertThat(site.get("/dogs.jpg").status()).isEqualTo(200);
                return site.metric("imago_memory_misses_total", "") == misses;
            });
            double before = readings(site);
            double hits = site.metric("imago_memory_hits_total", "");
            double misses = site.metric("imago_memory_misses_total", "");
            for (int i = 0; i < 100; i++) {
                assertThat(site.get("/dogs.jpg").status()).isEqualTo(200);
                assertThat(site.get("/dogs.jpg", "Range: bytes=9-99").status()).isEqualTo(206);
            }
            assertThat(readings(site)).isEqualTo(before);
            assertThat(site.metric("imago_memory_hits_total", "") - hits).isEqualTo(200);
            assertThat(site.metric("imago_memory_misses_total", "")).isEqualTo(misses);
        }
    }

    @Test
    void a_thousand_simultaneous_first_requests_read_an_image_once() throws Exception {
        // A photograph with so much behind it that reading takes longer than all requests to arrive. They ask whether
        // it is
        // another version, so that there are not fifty gigabytes to send.
        byte[] large = Arrays.copyOf(Site.photo("dogs.jpg"), 50_000_000);
        try (Site site = new Site(base).with("large.jpg", large).start("delivery: {largest-in-memory: 64MB}")) {
            Site.await("adopted", () -> site.listing().contains("large.jpg"));
            Site.await("nobody else reads it", () -> {
                double now = readings(site);
                LockSupport.parkNanos(300_000_000);
                return readings(site) == now;
            });
            double before = readings(site);
            var clients = new ArrayList<Socket>();
            byte[] almost = "GET /large.jpg HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r".getBytes(US_ASCII);
            for (int i = 0; i < 1000; i++) {
                clients.add(Wire.connect(site.uri()));
                clients.getLast().getOutputStream().write(almost);
            }
            for (Socket client : clients) {
                client.getOutputStream().write('\n');
            }
            for (Socket client : clients) {
                assertThat(Wire.receive(client, false).status()).isEqualTo(304);
                client.close();
            }
            assertThat(readings(site) - before).isEqualTo(1);
        }
    }

    private static double readings(Site site) throws Exception {
        return site.metric("imago_store_time_seconds_count", "operation=\"read\"");
    }
}
