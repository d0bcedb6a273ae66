package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another process puts, reads and removes, and is killed with SIGKILL at random points, again and again on the same folder, also
 * while it still looks what the one before left. Repeat a run with {@code -Dimago.seed=…}.
 */
@Tag("slow")
final class DiskTierCrashTest {
    private static final int KILLS = 50;
    private static final long BOUND = 1 << 20;
    private static final long MOST_FILES = 120;
    private static final int THREADS = 4;
    /** In each round, beside those that are left of earlier ones. */
    private static final int ORIGINALS = 120;

    @TempDir
    Path folder;

    private final Map<FileName, Made> possible = new HashMap<>();
    private final Set<Digest> removed = new HashSet<>();

    @Test
    void what_is_there_after_a_kill_is_whole_within_the_bound_and_not_removed() throws Exception {
        long seed = Long.getLong("imago.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long readable = 0;
        for (int round = 0; round < KILLS; round++) {
            for (int number = 0; number < ORIGINALS; number++) {
                for (int width = 0; width < 3; width++) {
                    Made made = Made.of(round + "-" + number, "w=" + width);
                    possible.put(FileName.of(made.original(), made.what()), made);
                }
            }
            killAfter(round, random.nextLong(), 1 + random.nextInt(6), random.nextInt(30_000_000));
            String where = "seed " + seed + ", round " + round;
            assertThat(Folder.bytes(folder)).as(where).isLessThanOrEqualTo(BOUND + inFlight());
            try (DiskTier tier = open(folder)) {
                readable += requireRight(tier, where + ", while it looks");
                Folder.awaitScan(tier);
                readable += requireRight(tier, where);
                assertThat(tier.stats().corrupt()).as(where).isZero();
                assertThat(Folder.files(folder.resolve("incoming"))).as(where).isEmpty();
                assertThat(Folder.bytes(folder))
                        .as(where)
                        .isEqualTo(tier.stats().bytes())
                        .isLessThanOrEqualTo(BOUND);
                assertThat(Folder.files(folder))
                        .as(where)
                        .hasSize((int) tier.stats().files())
                        .hasSizeLessThanOrEqualTo((int) MOST_FILES);
            }
        }
        System.out.println(removed.size() + " originals were removed, " + readable + " values were read");
        assertThat(removed).hasSizeGreaterThan(KILLS);
        assertThat(readable).isGreaterThan(10 * KILLS);
    }

    /** A victim whose turn to be deleted had not come, and the file in its stead. */
    private static long inFlight() {
        return THREADS * 2L * 48_000;
    }

    private static DiskTier open(Path folder) {
        return new DiskTier(folder, BOUND, MOST_FILES, Duration.ofHours(1));
    }

    /** Whatever can be read lies in the folder. */
    private long requireRight(DiskTier tier, String where) throws IOException {
        long readable = 0;
        for (Path file : Folder.files(folder)) {
            Optional<FileName> name = FileName.of(file);
            if (name.isPresent()) {
                Made made = Optional.ofNullable(possible.get(name.get())).orElseThrow();
                assertThat(removed).as(where).doesNotContain(made.original());
                readable += made.isIn(tier) ? 1 : 0;
            }
        }
        return readable;
    }

    /** Reads what was removed until it is enough, waits a moment, kills, and reads what is left of it. */
    private void killAfter(int round, long seed, int lines, int nanos) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DiskTierCrashTest.class.getName(),
                        folder.toString(),
                        Integer.toString(round),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            int read = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.endsWith(".")) { // a line that was cut off is no acknowledgement
                    removed.add(Made.original(line.substring(0, line.length() - 1)));
                }
                if (++read == lines) {
                    LockSupport.parkNanos(nanos);
                    process.toHandle().destroyForcibly(); // leaves the pipe open
                }
            }
            assertThat(read).as("the process did not end by itself").isGreaterThanOrEqualTo(lines);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The process that is killed: says a line for each original that is removed for good. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        DiskTier tier = open(Path.of(arguments[0]));
        Set<Digest> condemned = ConcurrentHashMap.newKeySet();
        for (int t = 0; t < THREADS; t++) {
            Random random = new Random(Long.parseLong(arguments[2]) + t);
            Thread.ofPlatform().start(() -> {
                while (true) {
                    step(tier, random, arguments[1] + "-" + random.nextInt(ORIGINALS), condemned, out);
                }
            });
        }
    }

    private static void step(DiskTier tier, Random random, String original, Set<Digest> condemned, PrintStream out) {
        Made made = Made.of(original, "w=" + random.nextInt(3));
        int what = random.nextInt(100);
        if (what < 3 && condemned.add(made.original())) {
            tier.remove(made.original());
            out.print(original + ".\n");
        } else if (what < 60) {
            long ticket = tier.ticket(made.original());
            if (!condemned.contains(made.original())) {
                tier.put(made.original(), made.what(), made.facts(), made.bytes(), ticket);
            }
        } else {
            made.isIn(tier);
        }
    }
}
