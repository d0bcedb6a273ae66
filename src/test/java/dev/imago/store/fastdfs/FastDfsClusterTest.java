package dev.imago.store.fastdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.BlobStat;
import dev.imago.store.Locator;
import dev.imago.store.Relocating;
import dev.imago.store.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster whose storages die, hang, lose files and fill up. */
@Tag("slow")
final class FastDfsClusterTest {
    private static final byte[] BYTES = Ground.random(150_000);
    private static final ImageKey KEY = ImageKey.of("shop/a.jpg");
    private static FastDfsServers servers;

    @TempDir
    Path directory;

    private final Map<ImageKey, Locator> catalog = new ConcurrentHashMap<>();
    private FastDfsStore store;

    @BeforeAll
    static void startCluster() {
        servers = FastDfsServers.require();
    }

    @BeforeEach
    void start() throws Exception {
        servers.makeWhole();
        store = open("spool", Set.of("group1"));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private FastDfsStore open(String spool, Set<String> groups) {
        var settings = new ClusterSettings(
                List.of(servers.trackerAddress()),
                groups,
                16,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofMillis(500));
        return new FastDfsStore(
                "fastdfs", settings, List.of("_small"), Optional.empty(), directory.resolve(spool), true, Ground.QUICK);
    }

    /** A catalog that is a map. */
    private final class Register implements Relocating.Register {
        @Override
        public boolean knows(ImageKey key, Locator locator) {
            return locator.equals(catalog.get(key));
        }

        @Override
        public boolean moved(ImageKey key, Locator from, Stored to) {
            return catalog.replace(key, from, to.locator());
        }
    }

    private FileId put(FastDfsStore into, byte[] bytes) throws IOException {
        Stored stored = into.put(KEY, Ground.content(directory, bytes));
        catalog.put(KEY, stored.locator());
        return FileId.parse(stored.locator().value()).orElseThrow();
    }

    private static void replicated(FileId file) throws Exception {
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> Files.exists(servers.fileOf("a", file)) && Files.exists(servers.fileOf("b", file)));
    }

    @Test
    void an_image_is_there_the_moment_that_it_is_acknowledged() throws Exception {
        try (FastDfsStore other = open("other", Set.of())) {
            for (int i = 1; i <= 50; i++) {
                byte[] bytes = Ground.random(20_000 + i);
                assertThat(Ground.read(other, put(store, bytes).locator())).contains(bytes);
            }
        }
    }

    @Test
    void what_a_storage_has_lost_is_read_from_the_other() throws Exception {
        FileId file = put(store, BYTES);
        replicated(file);
        for (String node : List.of("a", "b")) {
            Path copy = servers.fileOf(node, file);
            byte[] bytes = Files.readAllBytes(copy);
            Files.delete(copy);
            try (FastDfsStore other = open("other" + node, Set.of())) {
                for (int i = 0; i < 10; i++) {
                    assertThat(Ground.read(other, file.locator())).contains(BYTES);
                }
            }
            Files.write(copy, bytes);
        }
    }

    @Test
    void what_is_safe_leaves_the_spool_and_has_its_key_noted_beside_it() throws Exception {
        FileId file = put(store, BYTES);
        Eventually.holds(Duration.ofSeconds(30), this::spoolIsEmpty);
        replicated(file);
        try (Cluster cluster = new Cluster(Ground.settings(Duration.ofSeconds(2), 2, servers.trackerAddress()))) {
            assertThat(new ReplicatedFiles(cluster).notes(file))
                    .contains(Map.of(
                            "key", KEY.value(), "sha256", Digest.of(BYTES).hex(), "type", "image/jpeg"));
        }
    }

    private boolean spoolIsEmpty() throws IOException {
        try (var files = Files.list(directory.resolve("spool"))) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void no_read_and_no_write_fails_when_a_storage_is_killed() throws Exception {
        var failures = new ConcurrentLinkedQueue<String>();
        var acknowledged = new ConcurrentHashMap<FileId, Integer>();
        var done = new AtomicBoolean();
        var number = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                while (!done.get()) {
                    int size = 10_000 + number.incrementAndGet();
                    try {
                        byte[] bytes = Ground.random(size);
                        Stored stored = store.put(KEY, Ground.content(directory, bytes));
                        acknowledged.put(FileId.parse(stored.locator().value()).orElseThrow(), size);
                        requireAll(acknowledged, failures, 3);
                    } catch (Fault fault) {
                        failures.add(fault + " " + fault.detail());
                    } catch (IOException e) {
                        failures.add(e.toString());
                    }
                }
            }));
        }
        Eventually.holds(() -> number.get() > 200);
        servers.kill("a");
        int then = number.get();
        Eventually.holds(Duration.ofSeconds(60), () -> number.get() > then + 300);
        done.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        servers.makeWhole();
        requireAll(acknowledged, failures, Integer.MAX_VALUE);
        assertThat(failures).isEmpty();
        assertThat(acknowledged.keySet().stream().map(FileId::source).distinct())
                .hasSize(2);
    }

    private void requireAll(Map<FileId, Integer> files, ConcurrentLinkedQueue<String> failures, int atMost) {
        files.entrySet().stream().limit(atMost).forEach(entry -> {
            Optional<byte[]> read = Ground.read(store, entry.getKey().locator());
            if (read.isEmpty() || !Arrays.equals(read.get(), Ground.random(entry.getValue()))) {
                failures.add("wrong or missing: " + entry);
            }
        });
    }

    @Test
    void a_storage_that_hangs_costs_a_deadline_and_then_nothing() throws Exception {
        FileId file = put(store, BYTES);
        replicated(file);
        String node = servers.taker(file);
        servers.freeze(node);
        try {
            long start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                assertThat(Ground.read(store, file.locator())).contains(BYTES);
                var _ = put(store, Ground.random(5000 + i));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        } finally {
            servers.thaw(node);
        }
    }

    @Test
    void while_the_tracker_is_down_reads_and_writes_go_on() throws Exception {
        FileId file = put(store, BYTES);
        servers.kill("tracker");
        for (int i = 1; i <= 20; i++) {
            assertThat(Ground.read(store, file.locator())).contains(BYTES);
            byte[] bytes = Ground.random(3000 + i);
            assertThat(Ground.read(store, put(store, bytes).locator())).contains(bytes);
        }
        try (FastDfsStore started = open("started", Set.of())) {
            assertThatThrownBy(() -> started.stat(file.locator()))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
            servers.makeWhole();
            assertThat(Ground.read(started, file.locator())).contains(BYTES);
        }
    }

    @Test
    void an_acknowledged_upload_survives_the_loss_of_the_storage_that_took_it() throws Exception {
        store.tell(new Register());
        servers.kill("b");
        FileId file = put(store, BYTES);
        assertThat(servers.taker(file)).isEqualTo("a");
        servers.kill("a");
        assertThat(Ground.read(store, file.locator())).contains(BYTES);
        Files.delete(servers.fileOf("a", file));
        servers.makeWhole();
        Eventually.holds(Duration.ofSeconds(60), () -> !catalog.get(KEY).equals(file.locator()));
        FileId anew = FileId.parse(catalog.get(KEY).value()).orElseThrow();
        replicated(anew);
        try (FastDfsStore other = open("other", Set.of())) {
            assertThat(Ground.read(other, anew.locator())).contains(BYTES);
        }
        Eventually.holds(Duration.ofSeconds(30), this::spoolIsEmpty);
    }

    @Test
    void a_delete_reaches_each_storage_and_the_files_that_belong_to_the_image() throws Exception {
        FileId file = put(store, BYTES);
        replicated(file);
        FileId slave = FileId.parse(servers.uploadSlave(file, "_small", Ground.random(900)))
                .orElseThrow();
        assertThat(file.slave("_small")).contains(slave);
        assertThat(Ground.read(store, slave.locator())).contains(Ground.random(900));
        replicated(slave);
        assertThat(store.delete(file.locator())).isTrue();
        assertThat(store.delete(file.locator())).isFalse();
        Eventually.holds(() -> {
            boolean left = false;
            for (FileId one : List.of(file, slave)) {
                left |= Files.exists(servers.fileOf("a", one)) || Files.exists(servers.fileOf("b", one));
            }
            return !left;
        });
        assertThat(store.stat(file.locator())).isEmpty();
    }

    @Test
    void a_disk_that_is_full_closes_its_group_and_another_takes_the_upload() throws Exception {
        long before = store.freeBytes();
        Path filler = servers.disk("b").resolve("filler");
        try (FastDfsStore both = open("both", Set.of())) {
            fill(filler);
            Eventually.holds(Duration.ofSeconds(30), () -> store.freeBytes() < 1 << 20);
            assertThat(store.freeBytes()).isLessThan(before);
            assertThatThrownBy(() -> put(store, BYTES))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.NO_SPACE));
            for (int i = 0; i < 5; i++) {
                assertThat(put(both, BYTES).group()).isEqualTo("group2");
            }
        } finally {
            Files.deleteIfExists(filler);
        }
        Eventually.holds(Duration.ofSeconds(30), () -> store.freeBytes() > 10 << 20);
        assertThat(put(store, BYTES).group()).isEqualTo("group1");
    }

    private static void fill(Path filler) throws IOException {
        byte[] zeros = new byte[1 << 20];
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space");
        }
    }

    @Test
    void what_others_have_stored_is_found_by_its_name() {
        byte[] bytes = Ground.random(9000);
        String name = servers.upload(bytes, "jpg");
        Locator locator = store.locate(ImageKey.of(name)).orElseThrow();
        assertThat(store.stat(locator)).map(BlobStat::size).contains(9000L);
        assertThat(Ground.read(store, locator)).contains(bytes);
        assertThat(store.locate(ImageKey.of(name.replace("group1", "group9")))).isEmpty();
        assertThat(store.locate(KEY)).isEmpty();
    }
}
