package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the metrics tell of renditions. */
@Tag("slow")
final class RenditionMetricsTest {
    @TempDir
    private Path base;

    @Test
    void times_failures_queue_and_disk_are_told_apart() throws Exception {
        byte[] photo = Site.photo("dogs.jpg");
        try (Site site = new Site(base)
                .with("dogs.jpg", photo)
                .with("half.jpg", Arrays.copyOf(photo, photo.length / 2))
                .start("delivery: {memory: 0B}\nrenditions: {mode: open}\n")) {
            assertThat(site.get("/dogs.jpg?w=100&format=webp").status()).isEqualTo(200);
            assertThat(site.get("/dogs.jpg?w=100&format=webp").status()).isEqualTo(200);
            assertThat(site.get("/dogs.jpg?w=100").status()).isEqualTo(200);
            assertThat(site.get("/half.jpg?w=100").status()).isEqualTo(422);
            System.gc(); // the registry holds what it looks at weakly

            assertThat(metric(site, "time_seconds_count", "webp")).isEqualTo(1);
            assertThat(metric(site, "time_seconds_count", "jpeg")).isEqualTo(1);
            assertThat(metric(site, "time_seconds_bucket", "le=\"15.0\"")).isEqualTo(2);
            assertThat(metric(site, "failed_total", "refused")).isEqualTo(1);
            assertThat(metric(site, "failed_total", "")).isEqualTo(1);
            assertThat(metric(site, "made_total", "")).isEqualTo(2);
            assertThat(metric(site, "queue_wait_seconds_count", "")).isEqualTo(3);
            assertThat(metric(site, "queue_length", "")).isZero();
            assertThat(metric(site, "disk_hits_total", "")).isEqualTo(1);
            assertThat(metric(site, "disk_misses_total", "")).isEqualTo(3);
            assertThat(metric(site, "disk_files", "")).isEqualTo(2);
            assertThat(metric(site, "disk_bytes", "")).isGreaterThan(1000);
            assertThat(metric(site, "worker_restarts_total", "")).isZero();
        }
    }

    private static double metric(Site site, String name, String labels) throws Exception {
        return site.metric("imago_renditions_" + name, labels);
    }
}
