package dev.imago.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ThrottledStoreTest extends WrapperGround {
    @Test
    void a_bucket_keeps_its_rate_in_the_long_run() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
        TokenBucket bucket = new TokenBucket(1_000_000, now::get);
        long start = now.get();
        for (int i = 0; i < 100; i++) {
            now.addAndGet(bucket.take(100_000));
        }
        assertThat(Duration.ofNanos(now.get() - start)).isBetween(Duration.ofMillis(9_700), Duration.ofSeconds(10));
    }

    @Test
    void what_was_not_used_for_long_is_not_saved_up() {
        AtomicLong now = new AtomicLong();
        TokenBucket bucket = new TokenBucket(1_000_000, now::get);
        now.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(bucket.take(250_000)).isZero();
        assertThat(bucket.take(1_000_000)).isEqualTo(1_000_000_000);
    }

    @Test
    void who_would_wait_too_long_takes_nothing() {
        TokenBucket bucket = new TokenBucket(1_000, () -> 0);
        assertThat(bucket.take(100_000, Duration.ofSeconds(30).toNanos())).isEmpty();
        assertThat(bucket.take(10)).isZero();
    }

    @Test
    void reads_and_puts_take_the_time_that_their_rates_ask_for() {
        putImage();
        var store = new ThrottledStore(memory, 2_000, 10_000);
        long start = System.nanoTime();
        try (Blob blob = store.open(THERE, ByteRange.ALL).orElseThrow()) {
            assertThat(drain(blob)).isEqualTo(BYTES);
        }
        long read = System.nanoTime();
        assertThat(Duration.ofNanos(read - start)).isGreaterThan(Duration.ofMillis(240));
        store.put(KEY, content(bytes(5_000)));
        assertThat(Duration.ofNanos(System.nanoTime() - read)).isGreaterThan(Duration.ofMillis(240));
    }

    @Test
    void an_upload_that_would_wait_too_long_is_refused_and_changes_nothing() {
        var store = new ThrottledStore(memory, 0, 100);
        assertFails(Fault.Kind.UNAVAILABLE, () -> store.put(KEY, content(bytes(5_000))));
        assertThat(memory.stat(THERE)).isEmpty();
    }
}
