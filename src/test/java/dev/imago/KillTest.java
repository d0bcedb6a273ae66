package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real server at random points under load, and in between while it starts. {@code bench/crash} does it for longer. */
@Tag("slow")
final class KillTest {
    private static final int KILLS = 40;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 12, unit = TimeUnit.MINUTES)
    void whatever_was_acknowledged_survives_kills() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Path folder = Files.createDirectory(directory.resolve("site"));
        Path log = directory.resolve("server.log");
        List<String> java = QuickStart.prepare(directory, log);
        Lives lives = new Lives(new Machine.OfKills(java, folder, log), seed);
        lives.run(KILLS, KILLS / 4, (life, acknowledged) -> {});
        assertThat(lives.resumed())
                .as("resumable uploads that were cut off by a kill")
                .isPositive();
        assertThat(lives.renditions()).as("renditions").isPositive();
    }
}
