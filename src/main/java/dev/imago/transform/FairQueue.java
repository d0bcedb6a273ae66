package dev.imago.transform;

import dev.imago.image.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Admits callers to a number of places, those of the workers. Each client has a line of its own, and a place that becomes free goes to the
 * lines in turn: who has one request waits for one of each other client at most, however many these have. Lines are bounded; who finds
 * his full is refused with the time after which it pays to come back. Thread-safe; callers block, and may be virtual threads.
 *
 * <p>A place is handed over, never left lying: as long as somebody waits, none is free. So nobody who comes later can overtake, and
 * nobody has to be woken in vain.
 */
public final class FairQueue {
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(1);
    /** What one more job counts in the average of the time that jobs take. */
    private static final double WEIGHT = 0.1;

    private final int places;
    private final int mostWaiting;
    private final int mostOfOne;
    private final long quiet;
    private final ReentrantLock lock = new ReentrantLock();
    private final FairLines<Waiter> lines = new FairLines<>();
    /** Those who have time. */
    private final ArrayDeque<Waiter> behind = new ArrayDeque<>();

    private int busy;
    private int busyBehind;
    private long lastHurry;
    private long refused;
    private long expired;
    private long abandoned;
    private long admitted;
    private long waitedNanos;
    private Optional<Double> seconds = Optional.empty();

    /**
     * Makes a queue in which nobody waits.
     *
     * @param places how many may work at once
     * @param mostWaiting how many may wait, of all clients together
     * @param mostOfOne how many of one client may wait
     */
    public FairQueue(int places, int mostWaiting, int mostOfOne) {
        this(places, mostWaiting, mostOfOne, QUIET);
    }

    /** @param quiet after which nobody in a hurry is expected */
    FairQueue(int places, int mostWaiting, int mostOfOne, Duration quiet) {
        if (places < 1 || mostWaiting < 0 || mostOfOne < 0) {
            throw new IllegalArgumentException("at least one place, and no lines of negative length");
        }
        this.places = places;
        this.mostWaiting = mostWaiting;
        this.mostOfOne = mostOfOne;
        this.quiet = quiet.toNanos();
        this.lastHurry = System.nanoTime() - this.quiet;
    }

    /** A place, until it is closed. Closing again does nothing. */
    public final class Permit implements AutoCloseable {
        private final long since = System.nanoTime();
        private final AtomicBoolean held = new AtomicBoolean(true);
        private final boolean behind;

        private Permit(boolean behind) {
            this.behind = behind;
        }

        @Override
        public void close() {
            if (held.compareAndSet(true, false)) {
                lock.lock();
                try {
                    if (behind) {
                        busyBehind--;
                    } else {
                        learn((System.nanoTime() - since) / 1e9);
                    }
                    passOn();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /**
     * Waits for a place.
     *
     * @param client in whose line; his address, say
     * @param patience how long at most
     * @throws Fault of kind {@code UNAVAILABLE}, with the time after which to try again, when the line is full or the patience is
     *     over; without it when the thread is interrupted. Nothing of the caller is left in the line then
     */
    public Permit enter(String client, Duration patience) {
        return enter(client, patience, CompletableFuture::new);
    }

    /**
     * Waits for a place, unless he for whom it is leaves meanwhile.
     *
     * @param gone completes when he does; asked for if there is no free place
     * @throws CancellationException when he has left
     */
    public Permit enter(String client, Duration patience, Supplier<CompletableFuture<Void>> gone) {
        lock.lock();
        try {
            lastHurry = System.nanoTime();
            if (busy < places) {
                busy++;
            } else {
                long begin = System.nanoTime();
                waitInLine(client, patience.toNanos(), gone);
                waitedNanos += System.nanoTime() - begin;
            }
            admitted++;
            return new Permit(false);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a place until nobody waits who has called {@link #enter}. At most half of the places are held so, and one if there is but
     * one, so that those in a hurry seldom find all of them taken; all of them once nobody has been in a hurry for a second.
     *
     * @param patience how long at most
     * @throws Fault as {@link #enter}
     */
    public Permit enterBehind(Duration patience) {
        lock.lock();
        try {
            if (busy < places && roomBehind()) {
                busy++;
                busyBehind++;
            } else if (behind.size() >= mostWaiting) {
                throw full("Too many requests are waiting for a worker.", behind.size());
            } else {
                waitBehind(patience.toNanos());
            }
            return new Permit(true);
        } finally {
            lock.unlock();
        }
    }

    private boolean roomBehind() {
        boolean alone = System.nanoTime() - lastHurry >= quiet;
        return busyBehind < (alone ? places : Math.max(1, places / 2));
    }

    private void waitBehind(long nanos) {
        Waiter me = new Waiter(lock.newCondition());
        behind.addLast(me);
        me.await(nanos, () -> {
            if (me.admitted()) {
                busyBehind--;
                passOn();
            }
            behind.remove(me);
        });
        if (!me.admitted()) {
            behind.remove(me);
            throw full("No worker was free in time.", lines.waiting() + behind.size());
        }
    }

    private void waitInLine(String client, long nanos, Supplier<CompletableFuture<Void>> gone) {
        int ahead = lines.waiting(client);
        if (ahead >= mostOfOne) {
            refused++;
            throw full("Too many requests of yours are waiting for a worker.", ahead * lines.clients());
        }
        if (lines.waiting() >= mostWaiting) {
            refused++;
            throw full("Too many requests are waiting for a worker.", lines.waiting());
        }
        Waiter me = new Waiter(lock.newCondition());
        CompletableFuture<Void> leaving = gone.get().thenRun(() -> callAway(me));
        lines.join(client, me);
        try {
            me.await(nanos, () -> leave(client, me));
        } finally {
            leaving.cancel(false);
        }
        if (me.gone()) {
            leave(client, me);
            abandoned++;
            throw new CancellationException("The client has left.");
        }
        if (!me.admitted()) {
            leave(client, me);
            expired++;
            throw full("No worker was free in time.", lines.waiting());
        }
    }

    private void callAway(Waiter waiter) {
        lock.lock();
        try {
            waiter.callAway();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what a waiter has: his place in the line, or the one that he was just handed. */
    private void leave(String client, Waiter waiter) {
        if (waiter.admitted()) {
            passOn();
            return;
        }
        lines.leave(client, waiter);
    }

    /** Gives a place to the one whose turn it is, or leaves it free when nobody waits. */
    private void passOn() {
        Optional<Waiter> next = lines.next();
        if (next.isEmpty()) {
            busy--;
            admitBehind();
        } else {
            next.get().admit();
        }
    }

    /** Gives places that nobody in a hurry wants to those who have time. */
    private void admitBehind() {
        while (busy < places && roomBehind() && !behind.isEmpty()) {
            busy++;
            busyBehind++;
            behind.removeFirst().admit();
        }
    }

    private void learn(double took) {
        seconds = Optional.of(
                seconds.map(known -> known + WEIGHT * (took - known)).orElse(took));
    }

    /** The places work off so many jobs by then, at the rate of late. */
    private Fault full(String message, int ahead) {
        long wait = (long) Math.ceil(seconds.orElse(0.0) * (ahead + 1) / places);
        long within = Math.clamp(wait, SOONEST.toSeconds(), LATEST.toSeconds());
        return new Fault(Fault.Kind.UNAVAILABLE, message).retryAfter(Duration.ofSeconds(within));
    }

    public Stats stats() {
        lock.lock();
        try {
            return new Stats(busy, places, lines.waiting(), lines.clients(), refused, expired);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What there is now, and counts since the start.
     *
     * @param busy places that are taken
     * @param clients who wait
     * @param refused because a line was full
     * @param expired callers whose patience was over
     */
    public record Stats(int busy, int places, int waiting, int clients, long refused, long expired) {}

    public Waits waits() {
        lock.lock();
        try {
            return new Waits(admitted, waitedNanos, abandoned);
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long callers have waited since the start.
     *
     * @param admitted callers who got a place
     * @param nanos what these have waited, all together
     * @param abandoned callers who left while they waited
     */
    public record Waits(long admitted, long nanos, long abandoned) {}
}
