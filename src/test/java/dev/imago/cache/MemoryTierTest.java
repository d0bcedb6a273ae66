package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.ImageKey;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class MemoryTierTest {
    private static final ImageKey KEY = ImageKey.of("a.jpg");

    private final MemoryTier<String> tier = new MemoryTier<>(1000, String::length);

    @Test
    void what_was_offered_is_there() {
        tier.offer(KEY, "bytes", tier.ticket(KEY));
        assertThat(tier.get(KEY)).contains("bytes");
    }

    @Test
    void a_value_read_before_an_invalidation_is_not_kept() {
        long ticket = tier.ticket(KEY);
        tier.invalidate(KEY);
        tier.offer(KEY, "old", ticket);
        assertThat(tier.get(KEY)).isEmpty();
    }

    @Test
    void it_stays_within_its_bytes() {
        for (int i = 0; i < 100; i++) {
            ImageKey key = ImageKey.of("k" + i);
            tier.offer(key, "x".repeat(100), tier.ticket(key));
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
                    numbers.offer(KEY, truth.get(), ticket);
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
}
