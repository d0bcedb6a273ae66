package dev.imago.adopt;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** Slows readers down to a rate, all of them together. Thread-safe. */
public final class Pace implements LongConsumer {
    private final double nanosPerByte;
    private long free = System.nanoTime();

    /** @param bytesPerSecond at the most, by all who use it together */
    public Pace(long bytesPerSecond) {
        this.nanosPerByte = 1e9 / bytesPerSecond;
    }

    /** Accounts for bytes that were read, and parks the caller until they were due. */
    @Override
    public void accept(long bytes) {
        long due;
        synchronized (this) {
            long now = System.nanoTime();
            due = Math.max(free, now);
            free = due + (long) (bytes * nanosPerByte);
        }
        long wait = due - System.nanoTime();
        if (wait > 0) {
            LockSupport.parkNanos(wait);
        }
    }
}
