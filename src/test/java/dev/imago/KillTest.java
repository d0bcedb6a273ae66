package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Kills a real server at random points under load, many times on the same folder, and checks invariants I1 to I5 after each.
 * Repeat a run with {@code -Dimago.seed=…}; {@code -Dimago.kills=…} changes how often.
 */
@Tag("slow")
final class KillTest {
    private static final int KILLS = Integer.getInteger("imago.kills", 100);
    private static final int WRITERS = 6;
    private static final int KEYS_EACH = 5;
    private static final String ABSENT = "absent";

    @TempDir
    Path directory;

    private final long seed = Long.getLong("imago.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** What a key may hold: what was acknowledged last, and what an operation in flight at the kill would have made of it. */
    private final Map<String, Set<String>> allowed = new ConcurrentHashMap<>();

    /** Digests of acknowledged puts by the journal's number, as the answers told. */
    private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();

    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final Map<String, String> lastInJournal = new HashMap<>();
    private final Set<Long> inJournal = new TreeSet<>();
    private long journalEnd;

    @Test
    void whatever_was_acknowledged_survives_a_hundred_kills() throws Exception {
        System.out.println("seed " + seed);
        Path folder = Files.createDirectory(directory.resolve("site"));
        Path log = directory.resolve("server.log");
        for (int life = 0; life <= KILLS; life++) {
            try (ServerProcess server = ServerProcess.serve(folder, log, Map.of())) {
                String where = "seed " + seed + ", life " + life;
                awaitScan(server);
                requireAcknowledged(server, where);
                requireJournal(server, where);
                requireNoOrphans(server, folder, where);
                assertThat(violations).as(where).isEmpty();
                if (life < KILLS) {
                    loadAndKill(server, folder);
                }
            }
        }
        assertThat(acknowledged).as("the load did something").hasSizeGreaterThan(KILLS * 3);
    }

    private void loadAndKill(ServerProcess server, Path folder) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            threads.add(start("w" + writer, random.nextLong(), server, this::write));
        }
        threads.add(start("reader", random.nextLong(), server, this::read));
        threads.add(start("other-program", random.nextLong(), server, (s, name, r) -> drop(folder, r)));
        LockSupport.parkNanos((50 + random.nextInt(500)) * 1_000_000L);
        server.kill();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private interface Load {
        void once(ServerProcess server, String name, Random random) throws IOException, InterruptedException;
    }

    /** Repeats a piece of load until the server is gone. */
    private static Thread start(String name, long seed, ServerProcess server, Load load) {
        return Thread.ofPlatform().name(name).start(() -> {
            var own = new Random(seed);
            try {
                while (server.alive()) {
                    load.once(server, name, own);
                }
            } catch (IOException killed) {
                // What was in flight stays among the allowed.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A create, replace or delete of a key that belongs to this writer alone, so that its states are known. */
    private void write(ServerProcess server, String writer, Random own) throws IOException, InterruptedException {
        String key = writer + "/" + own.nextInt(KEYS_EACH) + ".png";
        String now = allowed.getOrDefault(key, Set.of(ABSENT)).iterator().next();
        boolean delete = !now.equals(ABSENT) && own.nextInt(4) == 0;
        byte[] image = image(own);
        String next = delete ? ABSENT : Digest.of(image).hex();
        allowed.put(key, Set.of(now, next));
        String[] condition =
                now.equals(ABSENT) ? new String[] {"If-None-Match", "*"} : new String[] {"If-Match", '"' + now + '"'};
        HttpResponse<byte[]> answer =
                server.api(delete ? "DELETE" : "PUT", "/v1/images/" + key, delete ? new byte[0] : image, condition);
        if (answer.statusCode() / 100 != 2) {
            violations.add(key + ": " + answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
            return;
        }
        allowed.put(key, Set.of(next));
        if (!delete) {
            acknowledged.put(json(answer).get("version").asLong(), next);
        }
    }

    /** I2, I3: whole bytes that belong to their entity tag, at any time. */
    private void read(ServerProcess server, String name, Random own) throws IOException, InterruptedException {
        List<String> keys = List.copyOf(allowed.keySet());
        if (keys.isEmpty()) {
            return;
        }
        String key = own.nextInt(5) == 0 ? "other/" + own.nextInt(5) + ".png" : keys.get(own.nextInt(keys.size()));
        HttpResponse<byte[]> answer = server.get("/" + key);
        if (answer.statusCode() == 200) {
            requireMatchingTag(key, answer);
        }
    }

    /** What a program does that knows nothing of Imago: it renames into place, or overwrites. */
    private static void drop(Path folder, Random own) throws IOException {
        Path target = Files.createDirectories(folder.resolve("other")).resolve(own.nextInt(5) + ".png");
        switch (own.nextInt(3)) {
            case 0 -> Files.write(target, image(own));
            case 1 -> {
                Path aside = folder.resolve("other").resolve(".aside");
                Files.write(aside, image(own));
                Files.move(aside, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            default -> Files.deleteIfExists(target);
        }
        LockSupport.parkNanos(20_000_000);
    }

    private static byte[] image(Random own) {
        byte[] png = Samples.png(8 + own.nextInt(8), 8, own.nextInt());
        byte[] longer = java.util.Arrays.copyOf(png, png.length + own.nextInt(60_000));
        byte[] noise = new byte[longer.length - png.length];
        own.nextBytes(noise);
        System.arraycopy(noise, 0, longer, png.length, noise.length);
        return longer;
    }

    private void requireMatchingTag(String key, HttpResponse<byte[]> answer) {
        String etag = answer.headers().firstValue("ETag").orElse("");
        if (!etag.equals(Digest.of(answer.body()).etag())) {
            violations.add(key + ": the body is not that of " + etag);
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
        for (String key : new TreeSet<>(allowed.keySet())) {
            HttpResponse<byte[]> answer = server.get("/" + key);
            String holds = answer.statusCode() == 404
                    ? ABSENT
                    : Digest.of(answer.body()).hex();
            assertThat(allowed.get(key)).as(where + ", " + key).contains(holds);
            allowed.put(key, Set.of(holds));
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
                assertThat(digest).as(where).isEqualTo(acknowledged.getOrDefault(sequence, digest));
            }
            more = !lines.isEmpty();
        }
        assertThat(inJournal).as(where).containsAll(acknowledged.keySet());
    }

    /** I4: catalog, folder and journal agree, and no spool file is left. */
    private void requireNoOrphans(ServerProcess server, Path folder, String where)
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
            try (Stream<Path> left = Files.list(folder.resolve(spool))) {
                assertThat(left).as(where + ", " + spool).isEmpty();
            }
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

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return Json.mapper().readTree(answer.body());
    }
}
