package dev.imago.upload.tus;

import java.io.InterruptedIOException;
import java.util.Optional;

/**
 * The right to write to one upload. A writer that has waited for its client for more than {@value #SILENT_MILLIS} ms is taken for
 * cut off, and gives way to the next: a client that comes back over another network need not wait until the old connection times
 * out. A writer is only ever interrupted while it reads from its client. Thread-safe.
 */
final class Turn {
    private static final int SILENT_MILLIS = 2_000;
    private static final int PATIENCE_MILLIS = 1_000;

    private Optional<Thread> holder = Optional.empty();
    private boolean reading;
    private boolean evicted;
    private long since;

    /** Whether this thread has the turn now; waits for a moment at the most. */
    synchronized boolean take() {
        if (holder.isPresent() && reading && millis() - since > SILENT_MILLIS) {
            evicted = true;
            holder.get().interrupt();
            awaitRelease();
        }
        if (holder.isPresent()) {
            return false;
        }
        holder = Optional.of(Thread.currentThread());
        return true;
    }

    synchronized void release() {
        holder = Optional.empty();
        reading = false;
        evicted = false;
        notifyAll();
    }

    synchronized void beforeRead() {
        reading = true;
        since = millis();
    }

    /** @throws InterruptedIOException if somebody else is waiting for the turn */
    synchronized void afterRead() throws InterruptedIOException {
        reading = false;
        if (evicted) {
            var _ = Thread.interrupted();
            throw new InterruptedIOException("another request goes on with this upload");
        }
    }

    private void awaitRelease() {
        long deadline = millis() + PATIENCE_MILLIS;
        try {
            for (long left = PATIENCE_MILLIS; holder.isPresent() && left > 0; left = deadline - millis()) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }
}
