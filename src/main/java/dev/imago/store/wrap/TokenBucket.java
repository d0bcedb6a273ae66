package dev.imago.store.wrap;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A rate that is kept in the long run, with what a quarter of a second allows at once. It may be overdrawn: who takes a large
 * piece waits afterwards, and so do those who come next. Thread-safe; never blocks.
 */
final class TokenBucket {
    private static final long BURST_NANOS = 250_000_000;

    private final double nanosPerByte;
    private final LongSupplier clock;
    private long paidUntil;

    /**
     * A full bucket.
     *
     * @param bytesPerSecond positive
     * @param clock as {@link System#nanoTime}
     */
    TokenBucket(long bytesPerSecond, LongSupplier clock) {
        this.nanosPerByte = 1e9 / bytesPerSecond;
        this.clock = clock;
        this.paidUntil = clock.getAsLong() - BURST_NANOS;
    }

    /** Takes so many bytes. @return for how many nanoseconds to wait now; 0 for not at all */
    long take(long bytes) {
        return take(bytes, Long.MAX_VALUE).orElseThrow();
    }

    /** Takes so many bytes, unless that would mean to wait longer. */
    synchronized OptionalLong take(long bytes, long atMostNanos) {
        long now = clock.getAsLong();
        long from = Math.max(paidUntil - now, -BURST_NANOS);
        long wait = Math.max(0, from + (long) (bytes * nanosPerByte));
        if (wait > atMostNanos) {
            return OptionalLong.empty();
        }
        paidUntil = now + from + (long) (bytes * nanosPerByte);
        return OptionalLong.of(wait);
    }
}
