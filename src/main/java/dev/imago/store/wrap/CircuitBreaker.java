package dev.imago.store.wrap;

import dev.imago.image.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a store is asked at all. One that fails too often is left alone for a while, so that whoever asks hears at once
 * what he would have waited for, and so that the store can recover.
 *
 * <pre>
 *   CLOSED ──half of at least {@value #FEWEST} calls of the last 10 s failed──► OPEN ──pause is over, next call──► HALF_OPEN
 *     ▲                                                      ▲                                        │
 *     │                                                      └──the probe fails: twice the pause──────┤
 *     └──────────────────────────the probe is answered────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Half open, one call at a time is let through as a probe. How a call ends counts only for the state in which it began.
 * Thread-safe; never blocks.
 */
public final class CircuitBreaker {
    /** What the breaker does with calls. */
    public enum State {
        /** All are let through. */
        CLOSED,
        /** One is let through, to see whether the store answers again. */
        HALF_OPEN,
        /** All are refused. */
        OPEN
    }

    /**
     * How it stands with a store.
     *
     * @param since when the state holds
     * @param lastFailure the last one that was heard of, in whatever state; absent as long as there was none
     */
    public record Standing(State state, Instant since, Optional<Failure> lastFailure) {}

    /**
     * A call that failed.
     *
     * @param reason with what only the administrator may read
     */
    public record Failure(Instant time, String reason) {
        private static Failure of(Fault fault) {
            String detail = fault.detail();
            return new Failure(
                    Instant.now(), detail.isEmpty() ? fault.message() : fault.message() + " (" + detail + ")");
        }
    }

    /** How a call ended. */
    enum End {
        ANSWERED,
        FAILED,
        /** The store was not asked after all. */
        UNKNOWN
    }

    /** Fewer prove nothing. */
    static final int FEWEST = 6;

    private static final double TOO_MANY = 0.5;
    static final Duration WINDOW = Duration.ofSeconds(10);
    static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

    private final String store;
    private final LongSupplier clock;
    private State state = State.CLOSED;
    private Instant since = Instant.now();
    private Optional<Failure> lastFailure = Optional.empty();
    private CallWindow window;
    private Duration pause = FIRST_PAUSE;
    private long pauseEnds;
    private boolean probing;
    private long round;

    /** @param store its name */
    public CircuitBreaker(String store) {
        this(store, System::nanoTime);
    }

    /** @param clock as {@link System#nanoTime} */
    CircuitBreaker(String store, LongSupplier clock) {
        this.store = store;
        this.clock = clock;
        this.window = new CallWindow(WINDOW, clock.getAsLong());
    }

    /** The name of the store that it stands before. */
    public String store() {
        return store;
    }

    public synchronized State state() {
        return state;
    }

    public synchronized Standing standing() {
        return new Standing(state, since, lastFailure);
    }

    /** Changes with the state. */
    synchronized long round() {
        return round;
    }

    /**
     * Lets a call through.
     *
     * @return the round that it belongs to, to be told at its {@link #ended}
     * @throws Fault of kind {@code UNAVAILABLE} when the store is not asked now
     */
    synchronized long enter() {
        long left = pauseEnds - clock.getAsLong();
        if (state == State.OPEN && left <= 0) {
            turn(State.HALF_OPEN);
        }
        if (state == State.OPEN || (state == State.HALF_OPEN && probing)) {
            throw Trouble.notAsked("The store does not answer.", store + ": it failed too often, and is left alone")
                    .retryAfter(Duration.ofSeconds(1 + Math.max(0, left) / 1_000_000_000));
        }
        probing = state == State.HALF_OPEN;
        return round;
    }

    /** A call has ended; to be told once for each that was let through, and again if its blob fails later. */
    synchronized void ended(long itsRound, End end) {
        if (itsRound != round) {
            return;
        }
        switch (state) {
            case CLOSED -> count(end);
            case HALF_OPEN -> weigh(end);
            case OPEN -> {}
        }
    }

    /** A call, or the reading of its blob, has ended by trouble of the store. */
    synchronized void failed(long itsRound, Fault trouble) {
        lastFailure = Optional.of(Failure.of(trouble));
        ended(itsRound, End.FAILED);
    }

    private void count(End end) {
        if (end == End.UNKNOWN) {
            return;
        }
        long now = clock.getAsLong();
        window.add(end == End.FAILED, now);
        int calls = window.calls(now);
        int failures = window.failures(now);
        if (end == End.FAILED && calls >= FEWEST && failures >= calls * TOO_MANY) {
            LOG.warn(
                    "store '{}' failed {} of {} calls; it is left alone, and tried again every {} to {} s",
                    store,
                    failures,
                    calls,
                    FIRST_PAUSE.toSeconds(),
                    LONGEST_PAUSE.toSeconds());
            pause = FIRST_PAUSE;
            open();
        }
    }

    private void weigh(End end) {
        probing = false;
        switch (end) {
            case ANSWERED -> {
                LOG.info("store '{}' answers again", store);
                window = new CallWindow(WINDOW, clock.getAsLong());
                turn(State.CLOSED);
            }
            case FAILED -> {
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
                open();
            }
            case UNKNOWN -> {}
        }
    }

    private void open() {
        pauseEnds = clock.getAsLong() + pause.toNanos();
        turn(State.OPEN);
    }

    private void turn(State next) {
        state = next;
        since = Instant.now();
        round++;
    }
}
