package dev.imago.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.ByteSize;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.store.PathAddressed;
import dev.imago.upload.Ground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scans and the watch of a real folder do for each other. */
final class WatchedScanTest {
    @TempDir
    Path root;

    private Ground ground;
    private Adoption adoption;

    @BeforeEach
    void prepare() {
        ground = new Ground(root);
        adoption = new Adoption(
                ground.store,
                ground.store.capability(PathAddressed.class).orElseThrow(),
                ground.catalog,
                new AdoptionSettings(true, Duration.ofHours(1), ByteSize.parse("1GB")),
                Optional.of(Duration.ofHours(1)),
                Clock.systemUTC(),
                Thread.ofVirtual().factory());
    }

    @AfterEach
    void close() {
        adoption.close();
        ground.close();
    }

    @Test
    void a_scan_of_everything_closes_the_gaps_of_the_watch() throws IOException {
        Files.createDirectories(ground.folder.resolve("real"));
        Path link = Files.createSymbolicLink(ground.folder.resolve("linked"), Path.of("real"));
        adoption.start();
        eventually(this::scanned);
        assertThat(adoption.watched()).isFalse();

        Files.delete(link);
        adoption.requestScan("", false);
        eventually(adoption::watched);
        Files.write(ground.folder.resolve("real/a.png"), Samples.png(8, 8, 1));
        eventually(() -> known("real/a.png"));
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private boolean scanned() {
        return adoption.progress().stream().anyMatch(scan -> scan.phase() == ScanProgress.Phase.DONE);
    }

    private boolean known(String key) {
        return ground.catalog.find(ImageKey.of(key)).isPresent();
    }
}
