package dev.imago.store.fastdfs;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens in the background. */
final class Eventually {
    private Eventually() {}

    static void holds(Callable<Boolean> condition) throws Exception {
        holds(Duration.ofSeconds(20), condition);
    }

    static void holds(Duration atMost, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + atMost);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}
