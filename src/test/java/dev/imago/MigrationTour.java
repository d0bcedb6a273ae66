package dev.imago;

import static dev.imago.MigrationSite.awaitCopied;
import static dev.imago.MigrationSite.awaitStage;
import static dev.imago.MigrationSite.begin;
import static dev.imago.MigrationSite.finish;
import static dev.imago.MigrationSite.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/**
 * Images move from one engine to the next under load, while the server is killed in each phase, and in each migration a part of the
 * engines as well. Each next server must have all that was acknowledged, and nothing that was deleted.
 */
final class MigrationTour implements AutoCloseable {
    private static final int STILL = 40;

    /** What could not be removed at once is looked for every minute. */
    private static final Duration SWEPT = Duration.ofSeconds(75);

    /** Orders of the first migration, and of the others: all of it is cut over in the end. */
    private static final List<String> FIRST = List.of("cutover", "rollback", "cutover");

    private static final List<String> LATER = List.of("cutover");

    private final MigrationSite site;
    private final TourEngines engines;
    private final long seed;
    private final Random random;
    private final MigrationLoad load;
    private final List<String> jvm;
    private final Path log;
    private final Path configuration;
    private ServerProcess server;
    private String leg = "";
    private int kills;
    private int partKills;

    MigrationTour(Path directory, TourEngines engines, long seed) throws IOException {
        this.site = MigrationSite.in(directory);
        this.engines = engines;
        this.seed = seed;
        this.random = new Random(seed);
        this.load = new MigrationLoad(site, random);
        this.log = directory.resolve("server.log");
        this.jvm = QuickStart.prepare(directory, log);
        this.configuration = Files.writeString(
                directory.resolve("imago.yaml"),
                "data: " + directory.resolve("data") + "\n" + engines.stores(site.old())
                        + "routes: [{name: all, path: \"/**\", store: old}]\ndelivery: {memory: 500KB}\n");
        this.server = ServerProcess.configured(jvm, configuration, log);
    }

    /** @param killsOfEach how often the server is killed after each order */
    void run(int killsOfEach) throws Exception {
        load.fill(server, STILL);
        List<String> stations = engines.stations();
        for (int i = 1; i < stations.size(); i++) {
            move(stations.get(i - 1), stations.get(i), killsOfEach);
        }
        load.require(server, where("the end"));
        System.out.println("tour " + String.join(", ", stations) + ": " + kills + " kills of the server, " + partKills
                + " of parts of engines, " + load.changes() + " changes acknowledged, " + load.reads() + " reads");
    }

    private void move(String from, String to, int killsOfEach) throws Exception {
        leg = from + " to " + to;
        String id = begin(server::api, from, to, "&rate=2MB");
        crash("copying", Optional.empty());
        List<String> orders = from.equals(TourEngines.FOLDER) ? FIRST : LATER;
        for (String order : orders) {
            load.during(server, () -> order(server::api, "POST", "/v1/migrations/" + id + ":" + order));
            crash(order, Optional.of(engines.kill(List.of(from, to), random)));
            for (int kill = 1; kill < killsOfEach; kill++) {
                crash(order, Optional.empty());
            }
        }
        load.leaveOldFolder();
        engines.awaitRepair();
        awaitCopied(server::api, id);
        load.during(server, () -> finish(server::api, id, "?remove-after=1s"));
        crash("finishing", Optional.empty());
        load.during(server, () -> awaitStage(server::api, id, "done"));
        load.require(server, where("done"));
        requireMoved(id, from, to);
    }

    /** @param part of an engine that was just killed, and comes back once the next server has been looked at */
    private void crash(String phase, Optional<String> part) throws Exception {
        String where = where(phase + part.map(" without "::concat).orElse(""));
        load.live(server, 100 + random.nextInt(part.isPresent() ? 2500 : 700));
        assertThat(server.alive())
                .as(where + ": the server did not end by itself")
                .isTrue();
        server.kill();
        load.ended();
        kills++;
        System.out.println(where + ": " + load.changes() + " changes, " + load.reads() + " reads");
        server = ServerProcess.configured(jvm, configuration, log);
        load.require(server, where);
        if (part.isPresent()) {
            partKills++;
            engines.repair(part.get());
        }
    }

    private String where(String phase) {
        return "seed " + seed + ", " + leg + ", " + phase + ", kill " + kills;
    }

    /** The proof names each image with its digest and the new place; the new place has them, and the old one nothing. */
    private void requireMoved(String id, String from, String to) throws Exception {
        Map<String, String> catalog = Inventory.catalog(server);
        Map<String, String> proven = new TreeMap<>();
        List<String> counting = new ArrayList<>();
        for (String line :
                server.apiText("/v1/migrations/" + id + "/proof").lines().toList()) {
            JsonNode image = Json.mapper().readTree(line);
            if (image.has("key")) {
                proven.put(image.get("key").asString(), image.get("digest").asString());
                counting.add(image.get("store").asString());
            }
        }
        assertThat(proven).as(where("proof")).isEqualTo(catalog);
        assertThat(counting).as(where("proof")).containsOnly(to);
        awaitLying(to, catalog, "the new place has all, and nothing else");
        awaitLying(from, Map.of(), "nothing is left");
    }

    /** What lies at a station in the end; nobody can list what is in FastDFS. */
    private void awaitLying(String station, Map<String, String> images, String what) throws Exception {
        if (station.equals(TourEngines.FASTDFS)) {
            return;
        }
        var lying = new AtomicReference<>(lying(station, images));
        try {
            Until.so(where(what), SWEPT, () -> {
                lying.set(lying(station, images));
                return lying.get().equals(images);
            });
        } catch (AssertionError late) {
            assertThat(lying.get()).as(where(what)).isEqualTo(images);
            throw late;
        }
    }

    /** Without what was put by a server that was killed before it was an image: it was never acknowledged, and a scan finds it. */
    private Map<String, String> lying(String station, Map<String, String> images) throws IOException {
        Map<String, String> lying =
                new TreeMap<>(station.equals(TourEngines.BUCKET) ? engines.inBucket() : Inventory.files(site.old()));
        lying.entrySet().removeIf(one -> !images.containsKey(one.getKey()) && !load.wasAcknowledged(one.getValue()));
        return lying;
    }

    @Override
    public void close() {
        server.close();
    }
}
