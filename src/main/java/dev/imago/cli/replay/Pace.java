package dev.imago.cli.replay;

import java.time.Duration;

/** Lets so many through in a second, evenly, whoever asks. Thread-safe. */
public final class Pace {
    private final long stepNanos;
    private long next = System.nanoTime();

    /** @param perSecond at most; 0 for no limit */
    public Pace(int perSecond) {
        this.stepNanos = perSecond == 0 ? 0 : Duration.ofSeconds(1).toNanos() / perSecond;
    }

    /** Returns when it is the caller's turn. */
    public void await() throws InterruptedException {
        Thread.sleep(Duration.ofNanos(Math.max(0, turn() - System.nanoTime())));
    }

    private synchronized long turn() {
        // Turns that nobody took are not made up for.
        next = Math.max(next, System.nanoTime() - stepNanos) + stepNanos;
        return next;
    }
}
