package dev.imago.store.fastdfs;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends exchanges that take too long, by closing what they wait for: the one way that works for a connect, a read and a write
 * alike.
 */
final class Deadlines implements AutoCloseable {
    private static final double SLOWEST_BYTES_PER_SECOND = 1 << 20;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("fastdfs-deadlines").factory());

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** How long an exchange may take that moves so many bytes: a peer that is slower than 1 MB/s counts as one that hangs. */
    static Duration of(Duration answer, long bytes) {
        return answer.plusMillis((long) (bytes / SLOWEST_BYTES_PER_SECOND * 1000));
    }

    /** Starts to count. */
    Watch watch(Closeable exchange, Duration atMost) {
        return new Watch(exchange, atMost);
    }

    /** A deadline that is over or not yet. */
    final class Watch implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Future<?> end;

        private Watch(Closeable exchange, Duration atMost) {
            this.end = timer.schedule(() -> end(exchange), atMost.toNanos(), TimeUnit.NANOSECONDS);
        }

        private void end(Closeable exchange) {
            over.set(true);
            try {
                exchange.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }

        boolean over() {
            return over.get();
        }

        @Override
        public void close() {
            end.cancel(false);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
