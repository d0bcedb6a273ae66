package dev.imago.migrate;

import static dev.imago.migrate.TwoFolders.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.imago.image.ImageKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys that wait to be copied, without anything to copy. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class ReadQueueTest {
    @TempDir
    Path directory;

    private final String migration = UUID.randomUUID().toString();

    private static ImageKey key(int number) {
        return ImageKey.of(number + ".png");
    }

    /** Those of this process that copy: virtual threads show in a dump only. */
    private long threads() {
        try {
            Path dump = Files.createTempDirectory(directory, "dump").resolve("threads");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            return Files.readAllLines(dump).stream()
                    .filter(line -> line.contains("copy-on-read-" + migration))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void there_are_as_many_threads_as_may_copy_while_keys_wait_and_none_otherwise() {
        var release = new CountDownLatch(1);
        var copied = new AtomicInteger();
        try (var queue = new ReadQueue(migration, 3, key -> awaited(release) && copied.incrementAndGet() > 0)) {
            assertThat(threads()).isZero();
            for (int i = 0; i < 20; i++) {
                queue.offer(key(i));
            }
            assertThat(threads()).isEqualTo(3);
            release.countDown();
            await("all are copied", () -> copied.get() == 20);
            await("no thread is left", () -> threads() == 0);
            queue.offer(key(0));
            await("it is copied once more", () -> copied.get() == 21);
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void ever_fewer_are_tried_while_all_fail_and_all_at_once_when_one_succeeds() {
        var tries = new ConcurrentLinkedQueue<Long>();
        try (var queue = new ReadQueue(migration, 2, key -> {
            tries.add(System.nanoTime());
            return tries.size() > 4;
        })) {
            for (int i = 0; i < 80; i++) {
                queue.offer(key(i));
            }
            // With any pause it would take a minute.
            await("all were tried", () -> tries.size() == 80);
        }
        List<Long> times = List.copyOf(tries);
        assertThat(Duration.ofNanos(times.get(2) - times.get(0))).isGreaterThan(Duration.ofMillis(900));
        assertThat(Duration.ofNanos(times.get(4) - times.get(2))).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void closing_waits_for_what_is_under_way_and_leaves_nobody() throws Exception {
        var begun = new CountDownLatch(1);
        var ended = new AtomicInteger();
        var queue = new ReadQueue(migration, 1, key -> {
            begun.countDown();
            long deadline = System.nanoTime() + Duration.ofMillis(300).toNanos();
            while (System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            return ended.incrementAndGet() > 0;
        });
        queue.offer(key(1));
        queue.offer(key(2));
        begun.await();
        queue.close();
        queue.offer(key(3));
        assertThat(ended).hasValue(1);
        await("no thread is left", () -> threads() == 0);
        assertThat(ended).hasValue(1);
    }
}
