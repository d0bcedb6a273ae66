package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.RenderSettings;
import dev.imago.transform.Renderer.Source;
import dev.imago.transform.Transform;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens in a worker costs the request that it happened to, and nothing else. */
@Tag("slow")
final class WorkerPoolTest {
    private static final RenderSettings SETTINGS = Pools.settings(2, Duration.ofSeconds(4));
    private static WorkerPool pool;
    private static Source photo;

    @BeforeAll
    static void start() throws Exception {
        pool = Pools.ready(SETTINGS, SabotagedWorker.command(), Map.of());
        photo = Originals.demo("fig.jpg", Format.JPEG);
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @AfterEach
    void everything_goes_on() {
        assertThat(pool.render(photo, Transform.NONE).format()).isEqualTo(Format.JPEG);
        assertThat(pool.busy()).isZero();
    }

    /** As an original that nobody else uses, so that its deaths are its own. */
    private static Source photoWith(String ending) {
        byte[] bytes = ((Originals.Bytes) photo).bytes();
        byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + ending.length());
        System.arraycopy(
                ending.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, longer, bytes.length, ending.length());
        return Originals.of(Format.JPEG, longer);
    }

    @Test
    void a_crash_costs_one_request_and_the_second_one_by_the_same_image_is_the_last() {
        Source image = photoWith("crash");
        assertThat(Pools.refusal(pool, image, Pools.harm("crash")).kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
        assertThat(pool.render(image, Transform.NONE).format()).isEqualTo(Format.JPEG);
        assertThat(Pools.refusal(pool, image, Pools.harm("crash")).kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
        long crashes = pool.counters().crashes();

        Fault remembered = Pools.refusal(pool, image, Transform.NONE);

        assertThat(remembered.message()).contains("fail twice");
        assertThat(pool.counters().crashes()).isEqualTo(crashes).isGreaterThanOrEqualTo(2);
    }

    @Test
    void a_job_that_hangs_is_ended_at_its_deadline() {
        long start = System.nanoTime();
        Fault fault = Pools.refusal(pool, photoWith("hang"), Pools.harm("hang"));
        assertThat(fault.kind()).isEqualTo(Fault.Kind.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    @Test
    void a_job_that_swells_is_ended_at_its_limit() {
        Fault fault = Pools.refusal(pool, photoWith("swell"), Pools.harm("swell"));
        assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
        assertThat(fault.message()).contains("memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "listen", "run", "write", "environment", "descriptors"})
    void a_worker_may_do_nothing_but_make_pictures(String what, @TempDir Path folder) throws IOException {
        try (var open = Files.newOutputStream(folder.resolve("imago-inherited"))) {
            open.write(1);
            assertThat(pool.render(photo, Pools.harm(what)).format()).isEqualTo(Format.JPEG);
        }
    }

    @Test
    void an_interrupted_caller_ends_its_job_and_frees_its_place() throws Exception {
        var thrown = new ConcurrentLinkedQueue<Fault>();
        Source image = photoWith("interrupted");
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            callers.add(Thread.ofVirtual().start(() -> thrown.add(Pools.refusal(pool, image, Pools.harm("hang")))));
        }
        Pools.until("both are at work", () -> pool.busy() == 2);

        callers.forEach(Thread::interrupt);

        Pools.until("both have ended", () -> pool.busy() == 0 && thrown.size() == 2);
        assertThat(thrown).allSatisfy(fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
        assertThat(pool.render(image, Transform.NONE).format()).isEqualTo(Format.JPEG);
    }

    @Test
    void a_source_that_fails_or_lies_costs_only_its_own_request() {
        for (int given : new int[] {0, 1000}) {
            Source failing = new Source() {
                @Override
                public dev.imago.image.Digest digest() {
                    return photo.digest();
                }

                @Override
                public Format format() {
                    return Format.JPEG;
                }

                @Override
                public long size() {
                    return photo.size();
                }

                @Override
                public void writeTo(WritableByteChannel channel) throws IOException {
                    channel.write(java.nio.ByteBuffer.allocate(given));
                    throw new IOException("the store is gone");
                }
            };
            for (int i = 0; i < 3; i++) {
                assertThat(Pools.refusal(pool, failing, Transform.NONE).kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
            }
        }
    }

    @Test
    void workers_that_are_killed_under_load_are_replaced_and_their_jobs_can_be_repeated() throws Exception {
        var stop = new AtomicBoolean();
        var made = new AtomicInteger();
        var others = new ConcurrentLinkedQueue<Fault.Kind>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(Thread.ofVirtual().start(() -> {
                while (!stop.get()) {
                    try {
                        pool.render(photo, Transform.NONE);
                        made.incrementAndGet();
                    } catch (Fault fault) {
                        if (fault.kind() != Fault.Kind.UNAVAILABLE) {
                            others.add(fault.kind());
                        }
                    }
                }
            }));
        }
        for (int kill = 0; kill < 6; kill++) {
            int before = made.get();
            Pools.until("jobs are done", () -> made.get() > before + 2);
            workers().stream().findAny().ifPresent(ProcessHandle::destroyForcibly);
        }
        stop.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(others).isEmpty();
        Pools.until("all places are filled again", () -> workers().size() == 2);
    }

    @Test
    void workers_are_replaced_after_their_share_of_jobs() throws Exception {
        RenderSettings few = new RenderSettings(
                java.util.Optional.of(1),
                SETTINGS.timeout(),
                SETTINGS.memory(),
                2,
                10,
                Duration.ofSeconds(30),
                SETTINGS.library(),
                SETTINGS.maxPixels(),
                SETTINGS.maxFrames(),
                SETTINGS.maxBytes(),
                80,
                false,
                false,
                false);
        try (var recycling = Pools.ready(few)) {
            for (int i = 0; i < 5; i++) {
                recycling.render(photo, Transform.NONE);
            }
            Pools.until("the third worker is there", () -> recycling.counters().starts() == 3);
            assertThat(recycling.counters().deaths()).isZero();
        }
    }

    @Test
    void a_full_queue_refuses_at_once() throws Exception {
        RenderSettings none = new RenderSettings(
                java.util.Optional.of(1),
                Duration.ofSeconds(2),
                SETTINGS.memory(),
                100,
                0,
                Duration.ofSeconds(30),
                SETTINGS.library(),
                SETTINGS.maxPixels(),
                SETTINGS.maxFrames(),
                SETTINGS.maxBytes(),
                80,
                false,
                false,
                false);
        try (var small = Pools.ready(none, SabotagedWorker.command(), Map.of())) {
            Pools.until("its worker is free", () -> {
                try {
                    small.render(photo, Transform.NONE);
                    return true;
                } catch (Fault notYet) {
                    return false;
                }
            });
            var ended = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                Pools.refusal(small, photoWith("queue"), Pools.harm("hang"));
                ended.countDown();
            });
            Pools.until("it is busy", () -> small.busy() == 1);

            Fault fault = Pools.refusal(small, photo, Transform.NONE);

            assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
            assertThat(fault.retryAfter()).isPresent();
            ended.await();
        }
    }

    @Test
    void without_a_library_it_says_how_to_get_one(@TempDir Path folder) throws Exception {
        RenderSettings nowhere = new RenderSettings(
                java.util.Optional.of(1),
                SETTINGS.timeout(),
                SETTINGS.memory(),
                100,
                10,
                Duration.ofSeconds(30),
                java.util.Optional.of(folder.resolve("libvips.so.42")),
                SETTINGS.maxPixels(),
                SETTINGS.maxFrames(),
                SETTINGS.maxBytes(),
                80,
                false,
                false,
                false);
        try (var pool = new WorkerPool(nowhere, _ -> java.util.Optional.empty())) {
            pool.start();
            assertThat(pool.awaitReady(Pools.PATIENCE)).isFalse();
            Fault fault = Pools.refusal(pool, photo, Transform.NONE);
            assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
            assertThat(fault.message()).contains("apt install libvips42");
        }
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.isAlive()
                        && child.info().commandLine().orElse("").contains(SabotagedWorker.class.getName()))
                .toList();
    }
}
