package dev.imago;

import dev.imago.image.ImageKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Work on images that were read, which nobody waits for: each key once at a time, few at once, and ten thousand may wait. Thread-safe. */
final class BehindAnswers implements AutoCloseable {
    private static final int MOST_WAITING = 10_000;

    private final Semaphore places;
    private final Set<ImageKey> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    BehindAnswers(int atOnce) {
        this.places = new Semaphore(atOnce);
    }

    /** Returns at once; what finds no room is not done. */
    void offer(ImageKey key, Runnable work) {
        if (underWay.size() < MOST_WAITING && underWay.add(key)) {
            try {
                threads.execute(() -> run(key, work));
            } catch (RejectedExecutionException closing) {
                underWay.remove(key);
            }
        }
    }

    private void run(ImageKey key, Runnable work) {
        try {
            places.acquire();
            try {
                work.run();
            } finally {
                places.release();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.remove(key);
        }
    }

    /** Breaks off what is under way, and returns when it has ended, or five seconds are over: it uses what is closed next. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            var _ = threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
