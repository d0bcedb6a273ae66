package dev.imago.adopt;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * When a scanner has something to do that nobody asked for: everything is compared now and then, and soon where not all
 * is watched or something is in doubt; what could not be read is tried again, at growing distances. Used by one thread, but
 * for {@link #doubt}.
 */
final class ScanSchedule {
    /** What is to be done. */
    enum Due {
        NOTHING,
        RETRY,
        SCAN
    }

    /** For a scanner that scans only what it is asked for. */
    static final Duration NEVER = Duration.ofDays(36_500);

    /** Between two looks at what could not be read; doubled each time. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    private static final Duration LAST_RETRY = Duration.ofMinutes(5);

    /** While not everything is watched, something is in doubt, or what is missing was not believed, scans take this part of the time. */
    private static final int PART = 20;

    private static final Duration UNWATCHED = Duration.ofMinutes(1);
    private static final Duration DOUBTED = Duration.ofSeconds(1);

    /** Whether everything is watched can change at any time. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final Duration rescan;
    private final BooleanSupplier watched;
    private long scanned;
    private Duration took = Duration.ZERO;
    private boolean refused;
    private long tried;
    private Duration retry = FIRST_RETRY;
    private volatile boolean doubt;

    /** @param rescan how often everything is compared where all is watched */
    ScanSchedule(LongSupplier nanoTime, Duration rescan, BooleanSupplier watched) {
        this.nanoTime = nanoTime;
        this.rescan = rescan;
        this.watched = watched;
        this.scanned = nanoTime.getAsLong();
        this.tried = scanned;
    }

    /** Something seems to be gone, and only a scan that weighs all of it together can tell. */
    void doubt() {
        doubt = true;
    }

    /** How long there is nothing to do. */
    Duration wait(boolean unread) {
        Duration left = left(scanned, untilScan());
        Duration untilRetry = unread ? left(tried, retry) : LONGEST_WAIT;
        return min(LONGEST_WAIT, min(left, untilRetry));
    }

    Due due(boolean unread) {
        if (left(scanned, untilScan()).isZero()) {
            return Due.SCAN;
        }
        return unread && left(tried, retry).isZero() ? Due.RETRY : Due.NOTHING;
    }

    /** A scan of everything begins: it answers the doubts of before. */
    void scanning() {
        doubt = false;
        retry = FIRST_RETRY;
    }

    /** A scan of everything has ended. */
    void scanned(Duration time, boolean wasRefused) {
        scanned = nanoTime.getAsLong();
        took = time;
        refused = wasRefused;
        tried = scanned;
    }

    /** Part of a store was scanned. */
    void scannedPart() {
        tried = nanoTime.getAsLong();
    }

    /** What could not be read was tried again. */
    void retried() {
        tried = nanoTime.getAsLong();
        retry = min(retry.multipliedBy(2), LAST_RETRY);
    }

    private Duration untilScan() {
        boolean calm = watched.getAsBoolean() && !refused;
        Duration pause = calm ? rescan : min(rescan, max(UNWATCHED, took.multipliedBy(PART)));
        return doubt ? min(pause, max(refused ? UNWATCHED : DOUBTED, took.multipliedBy(PART))) : pause;
    }

    private Duration left(long since, Duration pause) {
        Duration left = pause.minusNanos(nanoTime.getAsLong() - since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
