package dev.imago.http;

import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * One of a listener's permits for requests that are worked on. It is given back while the client is waited for, so that
 * clients who do not read keep nobody else from being served. Used by one thread.
 */
final class WorkPermit implements AutoCloseable {
    private final Semaphore all;
    private boolean held = true;

    private WorkPermit(Semaphore all) {
        this.all = all;
    }

    /** A permit, if one is left. */
    static Optional<WorkPermit> take(Entrance place) {
        return place.concurrent().tryAcquire() ? Optional.of(new WorkPermit(place.concurrent())) : Optional.empty();
    }

    /** Gives it back. */
    void pause() {
        if (held) {
            held = false;
            all.release();
        }
    }

    /** Takes one again, and waits for it if need be. */
    void resume() throws InterruptedIOException {
        if (!held) {
            try {
                all.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the server ends");
            }
            held = true;
        }
    }

    @Override
    public void close() {
        pause();
    }
}
