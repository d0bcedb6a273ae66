package dev.imago.journal;

import dev.imago.image.Fault;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Wakes those who wait for new entries: at once for this node's own, and by looking at intervals for those of other nodes. One
 * of the waiting looks for all, so a thousand waiting clients cost as much as one.
 */
final class Arrivals {
    private final LongSupplier last;
    private final long pollNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private long newest;
    private long lookedAt;
    private boolean looking;

    Arrivals(LongSupplier last, Duration pollInterval) {
        this.last = last;
        this.pollNanos = pollInterval.toNanos();
        this.lookedAt = System.nanoTime() - pollNanos;
    }

    void observe(long sequence) {
        lock.lock();
        try {
            if (sequence > newest) {
                newest = sequence;
                arrived.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean await(long sequence, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        lock.lock();
        try {
            while (newest <= sequence) {
                long now = System.nanoTime();
                long untilLook = lookedAt + pollNanos - now;
                if (untilLook <= 0 && !looking) {
                    look();
                } else if (deadline - now <= 0) {
                    return false;
                } else {
                    long pause = Math.min(deadline - now, Math.max(untilLook, 1_000_000));
                    var _ = arrived.awaitNanos(pause);
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Kind.UNAVAILABLE, "The server is stopping.", e);
        } finally {
            lock.unlock();
        }
    }

    /** Called and left with the lock held, which is free while the database is asked. */
    private void look() {
        looking = true;
        lock.unlock();
        long found = 0;
        try {
            found = last.getAsLong();
        } finally {
            lock.lock();
            looking = false;
            lookedAt = System.nanoTime();
            if (found > newest) {
                newest = found;
            }
            // Somebody else looks next, should this one leave.
            arrived.signalAll();
        }
    }
}
