package dev.imago.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Parts of the cluster that die while a store is in use. */
@Tag("slow")
final class S3OutageTest extends S3Ground {
    private static final Patience SHORT =
            new Patience(50, Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(3));

    /** So many calls between two events, on a machine of any speed. */
    private static final int CALLS = 200;

    private final AtomicLong calls = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /** Seeds of the bytes that were acknowledged last. */
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    @AfterEach
    void restoreTheCluster() {
        for (String daemon : List.of("osd.0", "osd.1", "osd.2", "rgw")) {
            CEPH.launch(daemon);
        }
    }

    @Test
    void an_osd_that_dies_under_load_costs_no_call() throws Exception {
        try (S3Store store = CEPH.store(CEPH.bucket());
                Load load = new Load(store)) {
            load.passes();
            CEPH.kill("osd.1");
            load.passes();
            CEPH.launch("osd.1");
            load.passes();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void a_radosgw_that_dies_and_comes_back_costs_no_call() throws Exception {
        try (S3Store store = CEPH.store(CEPH.bucket());
                Load load = new Load(store)) {
            load.passes();
            CEPH.kill("rgw");
            CEPH.launch("rgw");
            load.passes();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void without_two_osds_calls_fail_in_time_and_with_them_nothing_is_lost() throws Exception {
        String bucket = CEPH.bucket();
        try (S3Store store = CEPH.store(bucket);
                S3Store impatient = new S3Store("bucket", CEPH.service(), CephCluster.options(bucket), SHORT)) {
            for (int i = 0; i < 20; i++) {
                step(store, "k" + i, i);
            }
            CEPH.kill("osd.0");
            CEPH.kill("osd.2");
            for (int i = 0; i < 3; i++) {
                String key = "new" + i;
                assertFailsInTime(() -> put(impatient, key, random(50_000, 1)));
            }
            CEPH.launch("osd.0");
            CEPH.launch("osd.2");
            retried(() -> put(store, "k0", random(50_000, 99)));
            acknowledged.put("k0", 99L);
            acknowledged.forEach(
                    (key, seed) -> assertThat(read(store, key)).as(key).isEqualTo(random(50_000, seed)));
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void a_store_that_is_opened_while_its_service_is_down_works_once_it_is_back() {
        String bucket = CEPH.bucket();
        CEPH.kill("rgw");
        try (S3Store store = new S3Store("bucket", CEPH.service(), CephCluster.options(bucket), SHORT)) {
            assertFault(() -> store.stat(new Locator("a.jpg")), Fault.Kind.UNAVAILABLE, "cannot be reached|in time");
            CEPH.launch("rgw");
            retried(() -> put(store, "a.jpg", random(100, 1)));
            assertThat(read(store, "a.jpg")).isEqualTo(random(100, 1));
        }
    }

    private void assertFailsInTime(Runnable call) {
        long start = System.nanoTime();
        assertFault(call::run, Fault.Kind.UNAVAILABLE, "did not answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(SHORT.deadline().plusSeconds(2));
    }

    /** The cluster may still be finding together. */
    private static void retried(Runnable call) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                call.run();
                return;
            } catch (Fault fault) {
                if (!fault.retryable() || System.nanoTime() - end > 0) {
                    throw fault;
                }
            }
        }
    }

    private void step(Store store, String key, long seed) {
        try {
            put(store, key, random(50_000, seed));
            acknowledged.put(key, seed);
            if (!java.util.Arrays.equals(read(store, key), random(50_000, seed))) {
                failures.add(key + " has other bytes");
            }
            if (seed % 5 == 0) {
                store.delete(new Locator(key));
                acknowledged.remove(key);
                if (store.stat(new Locator(key)).isPresent()) {
                    failures.add(key + " is still there");
                }
            }
        } catch (RuntimeException e) {
            failures.add(e + " " + (e instanceof Fault fault ? fault.detail() : ""));
        }
        calls.incrementAndGet();
    }

    /** Puts, reads and deletes without a pause, each thread its own keys. */
    private final class Load implements AutoCloseable {
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final List<Future<?>> running = new ArrayList<>();

        Load(Store store) {
            for (int i = 0; i < 6; i++) {
                String own = "t" + i + "/";
                running.add(threads.submit(() -> {
                    for (long n = 0; !ended.get(); n++) {
                        step(store, own + n % 10, n);
                    }
                }));
            }
        }

        /** Waits until a good many calls have ended since now. */
        void passes() {
            long goal = calls.get() + CALLS;
            while (calls.get() < goal && failures.isEmpty()) {
                LockSupport.parkNanos(10_000_000);
            }
        }

        @Override
        public void close() throws Exception {
            ended.set(true);
            for (Future<?> one : running) {
                one.get();
            }
            threads.close();
        }
    }
}
