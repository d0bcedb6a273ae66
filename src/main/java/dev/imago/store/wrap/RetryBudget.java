package dev.imago.store.wrap;

/**
 * Keeps repetitions from multiplying the load of a store that is down: a repetition costs as much as ten calls that succeed at
 * once earn. Thread-safe.
 */
final class RetryBudget {
    private static final double MOST = 10;
    private static final double EARNED = 0.1;

    private double repetitions = MOST;

    /** A call succeeded. */
    synchronized void earn() {
        repetitions = Math.min(MOST, repetitions + EARNED);
    }

    /** Takes one repetition; false when there is none. */
    synchronized boolean spend() {
        boolean enough = repetitions >= 1;
        repetitions -= enough ? 1 : 0;
        return enough;
    }
}
