package dev.imago.http;

import org.eclipse.jetty.util.Callback;

/** The write of bytes that are there, under the minimum rate if it has to wait for the client. */
abstract class WatchedWrite implements Callback, SlowWrites.Pending {
    private final int length;
    private final LimitSettings limits;
    private final SlowWrites slowWrites;
    private volatile boolean done;
    private volatile long due;

    /** @param length of the body, in bytes */
    WatchedWrite(int length, LimitSettings limits, SlowWrites slowWrites) {
        this.length = length;
        this.limits = limits;
        this.slowWrites = slowWrites;
    }

    /** All bytes are on their way. */
    protected abstract void written();

    /** There is nobody to write to any more. */
    protected abstract void broken(Throwable cause);

    /** Watches over the write if it is not over yet. To be called when it has begun. */
    final void watch() {
        if (!done) {
            due = SlowWrites.due(System.nanoTime(), length, limits);
            slowWrites.add(this);
            if (done) {
                slowWrites.remove(this);
            }
        }
    }

    @Override
    public final void succeeded() {
        done();
        written();
    }

    @Override
    public final void failed(Throwable cause) {
        done();
        broken(cause);
    }

    private void done() {
        done = true;
        if (due != 0) {
            slowWrites.remove(this);
        }
    }

    @Override
    public final InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public final long dueNanos() {
        return due;
    }
}
