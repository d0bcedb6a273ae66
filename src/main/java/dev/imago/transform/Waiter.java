package dev.imago.transform;

import dev.imago.image.Fault;
import java.util.concurrent.locks.Condition;

/** One who waits in a queue. All is done with the queue's lock held, which is free while he waits. */
final class Waiter {
    private final Condition called;
    private boolean admitted;
    private boolean gone;

    /** @param called of the queue's lock */
    Waiter(Condition called) {
        this.called = called;
    }

    boolean admitted() {
        return admitted;
    }

    boolean gone() {
        return gone;
    }

    void admit() {
        admitted = true;
        called.signal();
    }

    /** He for whom this one waits has left. */
    void callAway() {
        gone = true;
        called.signal();
    }

    /**
     * Waits until he is admitted, or called away, or the time is over.
     *
     * @param leave takes him out of the queue when the thread is interrupted
     * @throws Fault of kind {@code UNAVAILABLE} when it is
     */
    void await(long nanos, Runnable leave) {
        long left = nanos;
        try {
            while (!admitted && !gone && left > 0) {
                left = called.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave.run();
            throw new Fault(Fault.Kind.UNAVAILABLE, "The request was given up.", e);
        }
    }
}
