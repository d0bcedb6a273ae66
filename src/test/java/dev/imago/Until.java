package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process does. */
final class Until {
    private Until() {}

    /** Looks again and again until it is so, and returns how long that took; fails when the time is over. */
    static Duration so(String what, Duration atMost, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(atMost);
            LockSupport.parkNanos(5_000_000);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** As above, within half a minute. */
    static Duration so(String what, Callable<Boolean> condition) throws Exception {
        return so(what, Duration.ofSeconds(30), condition);
    }
}
