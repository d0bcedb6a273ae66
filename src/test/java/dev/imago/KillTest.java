package dev.imago;

import static dev.imago.KillTruth.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Kills a real server at random points under load, many times on the same folder, and in between while it starts, and checks invariants I1
 * to I5 after each; while it lives, every reader is answered. Repeat a run with {@code -Dimago.seed=…}; {@code -Dimago.kills=…} changes
 * how often.
 */
@Tag("slow")
final class KillTest {
    private static final int KILLS = Integer.getInteger("imago.kills", 100);
    private static final int STARTS_KILLED = Math.max(1, KILLS / 4);

    /** A memory tier so small that images come from it, are pushed out of it, and are too large for it. */
    private static final Map<String, String> VARIABLES =
            Map.of("IMAGO_DELIVERY_MEMORY", "500KB", "IMAGO_DELIVERY_LARGEST_IN_MEMORY", "24KB");

    @TempDir
    Path directory;

    private final long seed = Long.getLong("imago.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final KillTruth truth = new KillTruth();
    private final Map<String, String> lastInJournal = new HashMap<>();
    private final Set<Long> inJournal = new TreeSet<>();
    private long journalEnd;

    @Test
    @Timeout(value = 12, unit = TimeUnit.MINUTES)
    void whatever_was_acknowledged_survives_a_hundred_kills() throws Exception {
        System.out.println("seed " + seed);
        Path folder = Files.createDirectory(directory.resolve("site"));
        Path log = directory.resolve("server.log");
        List<String> java = QuickStart.prepare(directory, log);
        KillLoad load = new KillLoad(truth, folder);
        for (int life = 0; life <= KILLS; life++) {
            if (life * STARTS_KILLED / KILLS != (life + 1) * STARTS_KILLED / KILLS) {
                Duration after = Duration.ofMillis(random.nextInt(900));
                ServerProcess.killWhileItStarts(java, folder, log, VARIABLES, after);
            }
            try (ServerProcess server = ServerProcess.serve(java, folder, log, VARIABLES)) {
                String where = "seed " + seed + ", life " + life;
                awaitScan(server);
                load.resume(server);
                requireAcknowledged(server, where);
                load.restarted();
                requireJournal(server, where);
                requireNoOrphans(server, folder, load.tus(), where);
                assertThat(truth.violations()).as(where).isEmpty();
                if (life < KILLS) {
                    List<Thread> threads = load.start(server, random);
                    awaitLoad(50 + random.nextInt(500), random.nextInt(10));
                    assertThat(server.alive())
                            .as(where + ": the server did not end by itself")
                            .isTrue();
                    server.kill();
                    for (Thread thread : threads) {
                        thread.join();
                    }
                }
            }
        }
        assertThat(truth.acknowledged).as("the load did something").hasSizeGreaterThan(KILLS);
        assertThat(load.tus().resumed())
                .as("resumable uploads that were cut off by a kill")
                .isPositive();
    }

    /** Waits so many milliseconds, and until something was acknowledged, where a slow machine takes longer for that. */
    private void awaitLoad(int milliseconds, int acknowledgements) {
        int enough = truth.acknowledged.size() + acknowledgements;
        long deadline = System.nanoTime() + 5_000_000_000L;
        LockSupport.parkNanos(milliseconds * 1_000_000L);
        while (truth.acknowledged.size() < enough && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void awaitScan(ServerProcess server) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        String status = server.apiText("/v1/status");
        while (!status.contains("\"phase\":\"done\"")
                || status.contains("\"phase\":\"reading\"")
                || status.contains("\"phase\":\"removing\"")
                || !status.contains("\"pending\":0")) {
            assertThat(System.nanoTime()).as(status).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
            status = server.apiText("/v1/status");
        }
    }

    /** I1: each key holds what was acknowledged last, or what was in flight. From here on, what it holds is the truth. */
    private void requireAcknowledged(ServerProcess server, String where) throws IOException, InterruptedException {
        for (String key : truth.keys()) {
            HttpResponse<byte[]> answer = server.get("/" + key);
            assertThat(answer.statusCode()).as(where + ", " + key).isIn(200, 404);
            String holds = answer.statusCode() == 404
                    ? ABSENT
                    : Digest.of(answer.body()).hex();
            assertThat(truth.allowed(key)).as(where + ", " + key).contains(holds);
            truth.settle(key, holds);
        }
    }

    /** I5: numbers grow, each acknowledged change has its entry. */
    private void requireJournal(ServerProcess server, String where) throws IOException, InterruptedException {
        boolean more = true;
        while (more) {
            List<String> lines = server.apiText("/v1/changes?limit=1000&after=" + journalEnd)
                    .lines()
                    .toList();
            for (String line : lines) {
                JsonNode change = Json.mapper().readTree(line);
                long sequence = change.get("sequence").asLong();
                assertThat(sequence).as(where).isGreaterThan(journalEnd);
                journalEnd = sequence;
                inJournal.add(sequence);
                boolean put = change.get("kind").asString().equals("put");
                String digest = put ? change.get("digest").asString() : ABSENT;
                lastInJournal.put(change.get("key").asString(), digest);
                assertThat(digest).as(where).isEqualTo(truth.acknowledged.getOrDefault(sequence, digest));
            }
            more = !lines.isEmpty();
        }
        assertThat(inJournal).as(where).containsAll(truth.acknowledged.keySet());
    }

    /** I4: catalog, folder and journal agree, and nothing is left of what was under way, save what a client can go on with. */
    private void requireNoOrphans(ServerProcess server, Path folder, KillTus tus, String where)
            throws IOException, InterruptedException {
        Map<String, String> catalog = new TreeMap<>();
        for (JsonNode item :
                Json.mapper().readTree(server.apiText("/v1/images?limit=1000")).get("items")) {
            catalog.put(item.get("key").asString(), item.get("digest").asString());
        }
        assertThat(catalog).as(where + ", catalog and folder").isEqualTo(files(folder));
        lastInJournal.forEach((key, digest) -> assertThat(catalog.getOrDefault(key, ABSENT))
                .as(where + ", journal and catalog: " + key)
                .isEqualTo(digest));
        for (String spool : List.of(".imago/incoming", ".imago/spool")) {
            assertThat(names(folder.resolve(spool))).as(where + ", " + spool).isEmpty();
        }
        requireNoTusOrphans(names(folder.resolve(".imago/tus")), tus, where);
    }

    /** Each part has its record, and each name is one of the two; the part of the upload that goes on is there. */
    private static void requireNoTusOrphans(Set<String> files, KillTus tus, String where) {
        for (String file : files) {
            assertThat(file).as(where + ", tus").matches("[0-9a-f]{32}\\.(json|data)");
            assertThat(files).as(where + ", the record of " + file).contains(file.replace(".data", ".json"));
        }
        tus.unfinished().ifPresent(id -> assertThat(files).as(where).contains(id + ".data", id + ".json"));
        // Beside it there can be parts whose client was never told where they are, one for each kill; they expire.
        assertThat(files.stream().filter(file -> file.endsWith(".data")).count())
                .as(where)
                .isLessThanOrEqualTo(KILLS + 1);
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String key = folder.relativize(file).toString();
                if (!key.startsWith(".") && !key.contains("/.")) {
                    files.put(key, Digest.of(Files.readAllBytes(file)).hex());
                }
            }
        }
        return files;
    }
}
