package dev.imago;

import static dev.imago.KillTruth.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What must hold when a server has come back after its predecessor was ended: I1 to I5 for everything that was acknowledged so far. */
final class Invariants {
    private final KillTruth truth;
    private final KillLoad load;
    private final Machine machine;
    private final Map<String, String> lastInJournal = new HashMap<>();
    private final Map<Long, String> inJournal = new TreeMap<>();
    private long journalEnd;

    Invariants(KillTruth truth, KillLoad load, Machine machine) {
        this.truth = truth;
        this.load = load;
        this.machine = machine;
    }

    /** @param crashes how many there were so far */
    void require(ServerProcess server, int crashes, String where) throws IOException, InterruptedException {
        requireAcknowledged(server, where);
        requireJournal(server, where);
        requireNoOrphans(server, crashes, where);
        assertThat(truth.violations()).as(where).isEmpty();
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

    /** I5: numbers grow, each acknowledged change has its entry, and a follower has seen what is there, and all of it. */
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
                boolean put = change.get("kind").asString().equals("put");
                String digest = put ? change.get("digest").asString() : ABSENT;
                inJournal.put(sequence, line);
                lastInJournal.put(change.get("key").asString(), digest);
                assertThat(digest).as(where).isEqualTo(truth.acknowledged.getOrDefault(sequence, digest));
            }
            more = !lines.isEmpty();
        }
        assertThat(inJournal.keySet()).as(where).containsAll(truth.acknowledged.keySet());
        assertThat(load.follower().missed(inJournal))
                .as(where + ", the follower")
                .isEmpty();
        load.follower().goOn(journalEnd);
    }

    /** I4: catalog, folder and journal agree, and nothing is left of what was under way, save what a client can go on with. */
    private void requireNoOrphans(ServerProcess server, int crashes, String where)
            throws IOException, InterruptedException {
        Map<String, String> catalog = Inventory.catalog(server);
        assertThat(catalog).as(where + ", catalog and folder").isEqualTo(Inventory.files(machine.folder()));
        lastInJournal.forEach((key, digest) -> assertThat(catalog.getOrDefault(key, ABSENT))
                .as(where + ", journal and catalog: " + key)
                .isEqualTo(digest));
        for (Path spool : List.of(
                machine.folder().resolve(".imago/incoming"), machine.data().resolve("spool"))) {
            assertThat(names(spool)).as(where + ", " + spool).isEmpty();
        }
        requireNoTusOrphans(names(machine.data().resolve("tus")), load.tus(), crashes, where);
    }

    /** Each part has its record, and each name is one of the two; the part of the upload that goes on is there. */
    private static void requireNoTusOrphans(Set<String> files, KillTus tus, int crashes, String where) {
        for (String file : files) {
            assertThat(file).as(where + ", tus").matches("[0-9a-f]{32}\\.(json|data)");
            assertThat(files).as(where + ", the record of " + file).contains(file.replace(".data", ".json"));
        }
        tus.unfinished().ifPresent(id -> assertThat(files).as(where).contains(id + ".data", id + ".json"));
        // Beside it there can be parts whose client was never told where they are, one for each crash; they expire.
        assertThat(files.stream().filter(file -> file.endsWith(".data")).count())
                .as(where)
                .isLessThanOrEqualTo(crashes + 1);
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
