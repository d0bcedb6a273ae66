package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.ImageKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class MemoryTierTest {
    private static final ImageKey KEY = ImageKey.of("a.jpg");

    private final MemoryTier<String> tier = new MemoryTier<>(1000, String::length);

    @Test
    void what_was_offered_is_there() {
        tier.offer(KEY, tier.ticket(KEY), _ -> "bytes");
        assertThat(tier.get(KEY)).contains("bytes");
    }

    @Test
    void a_value_read_before_an_invalidation_is_not_kept() {
        long ticket = tier.ticket(KEY);
        tier.invalidate(KEY);
        tier.offer(KEY, ticket, _ -> "old");
        assertThat(tier.get(KEY)).isEmpty();
    }

    @Test
    void it_stays_within_its_bytes() {
        for (int i = 0; i < 100; i++) {
            ImageKey key = ImageKey.of("k" + i);
            tier.offer(key, tier.ticket(key), _ -> "x".repeat(100));
        }
        assertThat(tier.stats().bytes()).isLessThanOrEqualTo(1000);
    }

    @Test
    void no_reader_sees_a_value_from_before_a_change_after_it() throws Exception {
        var truth = new AtomicLong();
        var wrong = new AtomicInteger();
        var numbers = new MemoryTier<Long>(1000, value -> 1);
        Thread[] readers = new Thread[4];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 50_000; n++) {
                    long ticket = numbers.ticket(KEY);
                    long value = truth.get();
                    numbers.offer(KEY, ticket, _ -> value);
                }
            });
        }
        for (int n = 0; n < 20_000; n++) {
            long now = truth.incrementAndGet();
            numbers.invalidate(KEY);
            if (numbers.get(KEY).filter(value -> value < now).isPresent()) {
                wrong.incrementAndGet();
            }
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(wrong).hasValue(0);
    }

    /** A value is weighed between the look at its ticket and the moment when it can be seen: there this one waits. */
    @Test
    void a_value_that_is_being_put_in_while_everything_is_forgotten_is_not_kept() throws Exception {
        var weighing = new CountDownLatch(1);
        var weighed = new CountDownLatch(1);
        var slow = new MemoryTier<String>(1000, value -> {
            weighing.countDown();
            return weightAfter(weighed);
        });
        long ticket = slow.ticket(KEY);
        Thread offering = Thread.ofPlatform().start(() -> slow.offer(KEY, ticket, _ -> "old"));
        weighing.await();
        Thread clearing = Thread.ofPlatform().start(slow::clear);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (clearing.getState() == Thread.State.NEW || clearing.getState() == Thread.State.RUNNABLE) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        weighed.countDown();
        offering.join();
        clearing.join();
        assertThat(slow.get(KEY)).isEmpty();
    }

    @Test
    void no_reader_sees_a_value_from_before_everything_was_forgotten() throws Exception {
        var truth = new AtomicLong();
        var wrong = new AtomicInteger();
        var numbers = new MemoryTier<Long>(1000, value -> 1);
        Thread[] readers = new Thread[3];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 20_000; n++) {
                    long ticket = numbers.ticket(KEY);
                    long value = truth.get();
                    numbers.offer(KEY, ticket, _ -> value);
                }
            });
        }
        for (int n = 0; n < 2_000; n++) {
            long now = truth.incrementAndGet();
            numbers.clear();
            if (numbers.get(KEY).filter(value -> value < now).isPresent()) {
                wrong.incrementAndGet();
            }
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(wrong).hasValue(0);
    }

    private static long weightAfter(CountDownLatch latch) {
        try {
            latch.await();
            return 1;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
