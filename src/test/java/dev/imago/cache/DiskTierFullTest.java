package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full: a small file system in memory, which is mounted for one process alone and goes with it. Where the
 * system lets nobody mount it, the test fails and says so.
 */
final class DiskTierFullTest {
    private static final int MEGABYTES = 3;
    private static final String MOUNT = "mount -t tmpfs -o size=" + MEGABYTES + "m tmpfs \"$0\" && exec \"$@\"";

    @TempDir
    Path folder;

    @Test
    void on_a_full_disk_nothing_is_kept_and_what_is_there_goes_on_to_be_read() throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (!System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of("sh", "-c", MOUNT, folder.toString()));
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                DiskTierFullTest.class.getName(),
                folder.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            String said = String.join("\n", reader.readAllLines());
            System.out.println(said);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            assertThat(said).contains("It has trouble once.").endsWith("It goes on.");
        } finally {
            process.destroyForcibly();
        }
    }

    /** What happens on the small file system. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        assertThat(folder.toFile().getTotalSpace()).isEqualTo(MEGABYTES << 20);
        try (DiskTier tier = new DiskTier(folder, 1 << 30, 1 << 20, Duration.ofSeconds(1))) {
            Folder.awaitScan(tier);
            List<Made> kept = fill(tier);
            Made refused = Made.of("refused", "");
            for (int i = 0; i < 100; i++) {
                assertThat(refused.putInto(tier)).isFalse();
            }
            assertThat(tier.stats().errors()).isEqualTo(1);
            System.out.println("It has trouble once.");

            assertThat(kept)
                    .hasSizeGreaterThan(100)
                    .allSatisfy(made -> assertThat(made.isIn(tier)).isTrue());
            assertThat(Folder.files(folder)).hasSameSizeAs(kept);
            assertThat(Folder.bytes(folder)).isEqualTo(tier.stats().bytes());

            for (Made made : kept.subList(0, 20)) {
                assertThat(tier.remove(made.original())).isTrue();
            }
            long deadline = System.nanoTime() + 15_000_000_000L;
            while (!refused.putInto(tier)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                LockSupport.parkNanos(10_000_000);
            }
            assertThat(refused.isIn(tier)).isTrue();
            System.out.println("It goes on.");
        }
    }

    private static List<Made> fill(DiskTier tier) {
        List<Made> kept = new ArrayList<>();
        Made next = Made.of("original 0", "");
        while (next.putInto(tier)) {
            kept.add(next);
            assertThat(kept).hasSizeLessThan(10_000);
            next = Made.of("original " + kept.size(), "");
        }
        return kept;
    }
}
