package dev.imago.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes that wait for their client, each with the time by which the client must have taken the bytes. {@link #sweep} cuts off
 * those who did not. Thread-safe.
 */
final class SlowWrites {
    private final Set<Pending> waiting = ConcurrentHashMap.newKeySet();

    /** A write that is under way. */
    interface Pending {
        /** When it must be over ({@link System#nanoTime}). */
        long dueNanos();

        /** Cuts the client off. */
        void tooSlow();
    }

    void add(Pending write) {
        waiting.add(write);
    }

    void remove(Pending write) {
        waiting.remove(write);
    }

    int size() {
        return waiting.size();
    }

    void sweep(long now) {
        waiting.stream().filter(write -> now - write.dueNanos() > 0).forEach(Pending::tooSlow);
    }

    /** Until when a client may take to read these bytes. */
    static long due(long now, long bytes, LimitSettings limits) {
        long rate = limits.minimumRate().bytes();
        return rate == 0
                ? now + (Long.MAX_VALUE >> 1)
                : now + limits.rateGrace().toNanos() + Math.multiplyExact(bytes, 1_000_000_000L) / rate;
    }
}
