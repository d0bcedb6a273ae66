package dev.imago.journal;

import dev.imago.database.ClusterLocks;
import dev.imago.image.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one follower on a virtual thread: reads behind its position, hands over, moves the position, waits for more. After a
 * failure of the follower it pauses, longer each time, up to {@value #LONGEST_PAUSE_SECONDS} seconds, with jitter. A database
 * that does not answer is no failure of the follower: it is asked again every {@value #OUTAGE_PAUSE_MILLIS} ms, so that changes
 * are followed again as soon as it is back. A follower with a durable position runs on one node at a time; the others stand
 * by and take over when that one leaves or dies.
 */
public final class FollowerRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowerRunner.class);
    private static final int BATCH = 500;
    private static final int FIRST_PAUSE_MILLIS = 200;
    private static final int LONGEST_PAUSE_SECONDS = 30;
    private static final int OUTAGE_PAUSE_MILLIS = 200;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Journal journal;
    private final Follower follower;
    private final Optional<ClusterLocks> cluster;
    private final Start start;
    private final Thread thread;
    private OptionalLong begun = OptionalLong.empty();
    private int refusals;
    private volatile State state = State.STANDING_BY;
    private volatile long position;
    private volatile long last;
    private volatile int failures;
    private volatile Optional<String> error = Optional.empty();
    private volatile boolean stopping;

    /** Where a new follower with a durable position starts. */
    public enum Start {
        /** At the oldest entry that there is. */
        BEGINNING,
        /** Behind the newest. */
        END
    }

    /** What it does now. */
    public enum State {
        /** It has no position yet, or another node runs it. */
        STANDING_BY,
        FOLLOWING,
        /** The last batch failed; it tries again after a pause. */
        FAILING,
        STOPPED
    }

    /**
     * How it goes.
     *
     * @param position the last entry that it is done with, as far as this node knows
     * @param lag how far the newest entry's number is ahead of that
     * @param failures in a row
     * @param error of the last failure, empty once it went well again
     */
    public record Status(String follower, State state, long position, long lag, int failures, Optional<String> error) {}

    /**
     * Starts at once.
     *
     * @param cluster what keeps other nodes from running it at the same time; empty for a single node
     */
    public FollowerRunner(Journal journal, Follower follower, Optional<ClusterLocks> cluster, Start start) {
        this.journal = journal;
        this.follower = follower;
        this.cluster = follower.durable() ? cluster : Optional.empty();
        this.start = start;
        this.thread = Thread.ofVirtual().name("follower-" + follower.name()).start(this::run);
    }

    /** The follower's name. */
    public String name() {
        return follower.name();
    }

    /** For metrics and status; asks the journal for its end, and goes without when it does not answer. */
    public Status status() {
        long end = last;
        try {
            end = journal.last();
        } catch (Fault e) {
            // What was known before will do.
        }
        return new Status(follower.name(), state, position, Math.max(0, end - position), failures, error);
    }

    /** Interrupts the follower and waits until it has returned; its position is where it was done last. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                runWhileOurs();
            } catch (InterruptedException e) {
                break;
            } catch (Exception e) {
                if (!stopping && !pausedAfter(e)) {
                    break;
                }
            }
        }
        state = State.STOPPED;
    }

    private void runWhileOurs() throws Exception {
        if (cluster.isEmpty()) {
            begin();
            while (!stopping) {
                step();
            }
            return;
        }
        Optional<ClusterLocks.Held> right = cluster.get().acquire(lock(follower.name()), WAIT);
        if (right.isEmpty()) {
            state = State.STANDING_BY;
            Thread.sleep(WAIT);
            return;
        }
        try (ClusterLocks.Held held = right.get()) {
            begun = OptionalLong.empty(); // somebody else may have moved it
            begin();
            while (!stopping && held.held()) {
                step();
            }
        }
    }

    /** The lock of whoever runs a follower. */
    static String lock(String follower) {
        return "follower:" + follower;
    }

    private void begin() throws Exception {
        if (begun.isEmpty()) {
            long end = journal.last();
            if (follower.durable()) {
                position = journal.cursor(follower.name(), start == Start.END ? end : oldest());
            } else {
                hand(() -> follower.missed(end));
                position = end;
            }
            begun = OptionalLong.of(position);
            last = end;
        }
        state = State.FOLLOWING;
    }

    /** Where reading can begin: 0, or what was trimmed. */
    private long oldest() {
        return journal.trimmed();
    }

    private void step() throws Exception {
        List<Change> changes;
        try {
            changes = journal.after(position, BATCH);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.GONE) {
                throw e;
            }
            long end = journal.last();
            hand(() -> follower.missed(end));
            moved(end);
            return;
        }
        if (changes.isEmpty()) {
            last = position;
            well();
            boolean _ = journal.await(position, WAIT);
            return;
        }
        last = Math.max(last, changes.getLast().sequence());
        hand(() -> follower.accept(changes));
        moved(changes.getLast().sequence());
        well();
    }

    private interface Handing {
        void run() throws Exception;
    }

    /** A failure of the follower itself, as opposed to one of the journal. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static void hand(Handing handing) throws Refused, InterruptedException {
        try {
            handing.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new Refused(e);
        }
    }

    private void moved(long to) {
        if (follower.durable()) {
            journal.advance(follower.name(), to);
        }
        position = to;
    }

    private void well() {
        if (failures > 0) {
            LOG.info("{} goes on after {} failures", follower.name(), failures);
        }
        failures = 0;
        refusals = 0;
        error = Optional.empty();
        state = State.FOLLOWING;
    }

    /** False when the pause was cut short by {@link #close}. */
    private boolean pausedAfter(Exception e) {
        int before = failures;
        failures = before + 1;
        error = Optional.of(String.valueOf(e.getMessage()));
        state = State.FAILING;
        if (before == 0) {
            Throwable reason = e instanceof Refused refused ? refused.getCause() : e;
            LOG.warn("{} failed and will try again: {}", follower.name(), String.valueOf(reason));
        }
        long longest = outage(e) ? OUTAGE_PAUSE_MILLIS : nextPause();
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }

    private static boolean outage(Exception e) {
        return e instanceof Fault fault && fault.kind() == Fault.Kind.UNAVAILABLE;
    }

    private long nextPause() {
        long pause = Math.min(LONGEST_PAUSE_SECONDS * 1000L, FIRST_PAUSE_MILLIS * (1L << Math.min(refusals, 10)));
        refusals++;
        return pause;
    }
}
