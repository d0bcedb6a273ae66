package dev.imago.store.wrap;

import java.time.Duration;

/** How many calls ended within the last moments, and how many of them failed; forgotten by tenths. Not thread-safe. */
final class CallWindow {
    private static final int PARTS = 10;

    private final long partNanos;
    private final int[] calls = new int[PARTS];
    private final int[] failures = new int[PARTS];
    private long newest;

    CallWindow(Duration length, long nowNanos) {
        this.partNanos = length.toNanos() / PARTS;
        this.newest = Math.floorDiv(nowNanos, partNanos);
    }

    void add(boolean failed, long nowNanos) {
        forget(nowNanos);
        int part = index(newest);
        calls[part]++;
        failures[part] += failed ? 1 : 0;
    }

    int calls(long nowNanos) {
        forget(nowNanos);
        return sum(calls);
    }

    int failures(long nowNanos) {
        forget(nowNanos);
        return sum(failures);
    }

    private void forget(long nowNanos) {
        long now = Math.floorDiv(nowNanos, partNanos);
        for (long part = Math.max(newest + 1, now - PARTS + 1); part <= now; part++) {
            calls[index(part)] = 0;
            failures[index(part)] = 0;
        }
        newest = Math.max(newest, now);
    }

    private static int index(long part) {
        return Math.floorMod(part, PARTS);
    }

    private static int sum(int[] parts) {
        int sum = 0;
        for (int part : parts) {
            sum += part;
        }
        return sum;
    }
}
