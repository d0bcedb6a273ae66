package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * What clients asked for and what was acknowledged, to be compared with what servers hold afterwards. An operation without
 * an acknowledgement may be a fact or not; one with it must be.
 */
final class Ledger {
    static final String ABSENT = "absent";

    /** By key, what it may hold. */
    private final Map<String, Set<String>> allowed = new ConcurrentHashMap<>();

    /** Digests of acknowledged puts by their number in the journal. */
    private final Map<Long, String> puts = new ConcurrentHashMap<>();

    /** One entry of the journal as {@code /v1/changes} tells it. */
    record Entry(long sequence, String kind, String key, String digest, String cause) {
        static Entry of(String line) {
            JsonNode node = Json.mapper().readTree(line);
            return new Entry(
                    node.get("sequence").asLong(),
                    node.get("kind").asString(),
                    node.get("key").asString(),
                    node.path("digest").asString(ABSENT),
                    node.get("cause").asString());
        }
    }

    int acknowledged() {
        return puts.size();
    }

    /** Puts or deletes a key that no other thread writes to; true if it was acknowledged. */
    boolean change(ServerProcess server, String key, Random random) throws IOException, InterruptedException {
        boolean delete = random.nextInt(5) == 0;
        byte[] image = image(random);
        String next = delete ? ABSENT : Digest.of(image).hex();
        allowed.putIfAbsent(key, Set.of(ABSENT));
        allowed.merge(key, Set.of(next), Ledger::union);
        HttpResponse<byte[]> answer =
                server.api(delete ? "DELETE" : "PUT", "/v1/images/" + key, delete ? new byte[0] : image);
        if (answer.statusCode() / 100 != 2) {
            assertThat(answer.statusCode()).as(key).isEqualTo(503);
            return false;
        }
        allowed.put(key, Set.of(next));
        if (!delete) {
            puts.put(Json.mapper().readTree(answer.body()).get("version").asLong(), next);
        }
        return true;
    }

    /** A small image that no other is equal to. */
    static byte[] image(Random random) {
        byte[] png = Samples.png(8, 8, random.nextInt());
        byte[] longer = java.util.Arrays.copyOf(png, png.length + 1000 + random.nextInt(20_000));
        byte[] noise = new byte[longer.length - png.length];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, longer, png.length, noise.length);
        return longer;
    }

    /** I1, I4, I5: what was acknowledged is there; folder, catalog and journal agree; the journal has each put once. */
    void requireKept(ServerProcess server, Path folder) throws Exception {
        awaitQuiet(server);
        List<Entry> journal = journal(server);
        assertThat(journal).extracting(Entry::sequence).isSorted().doesNotHaveDuplicates();
        Map<String, String> last = new TreeMap<>();
        Map<Long, String> written = new TreeMap<>();
        for (Entry entry : journal) {
            last.put(entry.key(), entry.digest());
            written.put(entry.sequence(), entry.digest());
        }
        last.values().removeIf(ABSENT::equals);
        assertThat(written).as("the journal").containsAllEntriesOf(puts);
        Map<String, String> files = Inventory.files(folder);
        assertThat(Inventory.catalog(server)).as("catalog and folder").isEqualTo(files);
        assertThat(last).as("journal and folder").isEqualTo(files);
        allowed.forEach((key, may) ->
                assertThat(files.getOrDefault(key, ABSENT)).as(key).isIn(may));
    }

    /** I1, where nobody can look into a folder: readers get what was acknowledged, or what may have become of it. */
    void requireServed(ServerProcess server) throws Exception {
        for (var entry : allowed.entrySet()) {
            HttpResponse<byte[]> answer = server.get("/" + entry.getKey());
            assertThat(answer.statusCode()).as(entry.getKey()).isIn(200, 404);
            String seen = answer.statusCode() == 404
                    ? ABSENT
                    : Digest.of(answer.body()).hex();
            assertThat(seen).as(entry.getKey()).isIn(entry.getValue());
        }
    }

    static List<Entry> journal(ServerProcess server) throws IOException, InterruptedException {
        List<Entry> all = new ArrayList<>();
        List<Entry> page;
        do {
            long after = all.isEmpty() ? 0 : all.getLast().sequence();
            page = server.apiText("/v1/changes?limit=1000&after=" + after)
                    .lines()
                    .map(Entry::of)
                    .toList();
            all.addAll(page);
        } while (!page.isEmpty());
        return all;
    }

    /** Waits until nothing is left to be adopted. */
    static void awaitQuiet(ServerProcess server) throws Exception {
        Until.so("nothing left to adopt", () -> {
            String status = server.apiText("/v1/status");
            return status.contains("\"phase\":\"done\"") && status.contains("\"pending\":0");
        });
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }
}
