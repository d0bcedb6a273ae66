package dev.imago;

import static dev.imago.MigrationSite.awaitCopied;
import static dev.imago.MigrationSite.awaitStage;
import static dev.imago.MigrationSite.begin;
import static dev.imago.MigrationSite.finish;
import static dev.imago.MigrationSite.order;
import static dev.imago.MigrationSite.show;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two processes on one PostgreSQL and the same two folders, whose images move as they are read. */
@Tag("slow")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class LazyMigrationNodesTest {
    private static final int LARGE = 40;
    private static final int LARGE_BYTES = 300_000;

    @TempDir
    Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final LazyMigrationLoad load = new LazyMigrationLoad(random);
    private DatabaseSettings database;
    private MigrationSite site;
    private ServerProcess a;
    private ServerProcess b;

    @BeforeEach
    void start() throws Exception {
        System.out.println("seed " + seed);
        site = MigrationSite.in(directory);
        database = PostgresServer.shared().database();
        Future<ServerProcess> starting = ServerProcess.inBackground(() -> site.node(database, "b"));
        a = site.node(database, "a");
        b = starting.get();
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    private List<String> put(String prefix, int images) throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            keys.add(prefix + i + ".png");
            load.put(i % 2 == 0 ? a : b, keys.getLast(), Ledger.image(random));
        }
        return keys;
    }

    private Set<String> copied() throws Exception {
        return Inventory.files(site.target()).keySet();
    }

    @Test
    void each_node_copies_what_it_reads_and_what_both_read_at_the_same_moment_is_copied_once() throws Exception {
        List<String> both = put("both/", 60);
        List<String> one = put("one/", 20);
        List<String> unread = put("unread/", 10);
        Path folder = Files.createDirectory(site.target().resolve("both"));
        try (WatchService watcher = FileSystems.getDefault().newWatchService()) {
            WatchKey puts = folder.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
            String id = begin(a::api, "&lazy=true");
            Until.so("both nodes know of it", () -> {
                load.read(a, one.get(0));
                load.read(b, one.get(1));
                return copied().containsAll(one.subList(0, 2));
            });
            readTogether(both);
            for (String key : one) {
                load.read(one.indexOf(key) % 2 == 0 ? a : b, key);
            }
            Set<String> read = new HashSet<>(both);
            read.addAll(one);
            Until.so("what was read is copied", () -> copied().equals(read));
            assertThat(copied()).doesNotContainAnyElementsOf(unread);
            Until.so("it is counted", () -> progress(id).get("copied").asInt() >= read.size());
            assertThat(progress(id).get("stage").asString()).isEqualTo("on-read");

            order(b::api, "POST", "/v1/migrations/" + id + ":resume?backfill=true");
            awaitCopied(a::api, id);
            assertThat(Inventory.files(site.target())).isEqualTo(Inventory.catalog(b));
            assertThat(progress(id).get("copied").asInt()).isEqualTo(read.size() + unread.size());
            assertThat(names(puts))
                    .hasSize(both.size())
                    .allSatisfy((name, times) -> assertThat(times).as(name).isEqualTo(1));
            assertThat(load.truth().violations()).isEmpty();
        }
    }

    private JsonNode progress(String id) throws Exception {
        return show(b::api, id).get("progress");
    }

    private void readTogether(List<String> keys) throws Exception {
        var moment = new CyclicBarrier(2);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (ServerProcess server : List.of(a, b)) {
                readers.submit(() -> {
                    for (String key : keys) {
                        moment.await();
                        load.read(server, key);
                    }
                    return true;
                });
            }
        }
    }

    /** How often a file of that name has come into a folder. */
    private static Map<String, Integer> names(WatchKey watched) {
        Map<String, Integer> names = new TreeMap<>();
        watched.pollEvents()
                .forEach(event -> names.merge(String.valueOf(event.context()), event.count(), Integer::sum));
        return names;
    }

    @Test
    void no_image_is_lost_or_comes_back_when_both_nodes_change_what_is_read_and_one_is_killed_while_it_copies()
            throws Exception {
        load.fill(a, b);
        List<String> large = new ArrayList<>();
        for (int i = 0; i < LARGE; i++) {
            large.add("large/" + i + ".png");
            load.put(a, large.getLast(), Arrays.copyOf(Ledger.image(random), LARGE_BYTES));
        }
        Files.createDirectory(site.target().resolve("large"));
        // Slowly, so that one is killed in the middle.
        String id = begin(a::api, "&lazy=true&rate=2MB&concurrency=2");
        load.start(a, b);
        load.ended();

        boolean first = random.nextBoolean();
        ServerProcess killed = first ? a : b;
        ServerProcess other = first ? b : a;
        String where = "seed " + seed + ", " + (first ? "a" : "b") + " was killed";
        load.start(a, b);
        load.read(killed, large);
        load.read(other, large.subList(0, LARGE / 4));
        Until.so("some are copied", () -> largeCopied() > LARGE / 4);
        killed.kill();
        killed.close();
        assertThat(largeCopied()).as("in the middle").isLessThan(LARGE);
        load.read(other, large);
        Until.so("what was waiting is copied", () -> largeCopied() == LARGE);
        load.ended();
        load.require(other, where);
        requireKnown(other, where);

        ServerProcess back = site.node(database, first ? "a" : "b");
        a = first ? back : a;
        b = first ? b : back;
        load.start(a, b);
        order(other::api, "POST", "/v1/migrations/" + id + ":resume?backfill=true");
        awaitCopied(back::api, id);
        order(back::api, "POST", "/v1/migrations/" + id + ":cutover");
        load.ended();
        load.require(back, where + ", cut over");
        load.start(a, b);
        finish(other::api, id, "?remove-after=0");
        load.ended();
        awaitStage(back::api, id, "done");
        for (ServerProcess server : List.of(a, b)) {
            load.require(server, where + ", finished");
        }
        assertThat(Inventory.files(site.target())).as(where).isEqualTo(Inventory.catalog(other));
        assertThat(Inventory.files(site.old())).as(where).isEmpty();
    }

    private int largeCopied() throws Exception {
        return Inventory.files(site.target().resolve("large")).size();
    }

    /** What lies in the new store are images, as they are now. */
    private void requireKnown(ServerProcess server, String where) throws Exception {
        Map<String, String> unknown = new TreeMap<>();
        try {
            Until.so("nothing else lies in the new store", () -> {
                unknown.clear();
                unknown.putAll(Inventory.files(site.target()));
                unknown.entrySet().removeAll(Inventory.catalog(server).entrySet());
                return unknown.isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError(where + ": in the new store lies " + unknown, e);
        }
    }
}
