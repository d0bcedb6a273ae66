package dev.imago.migrate;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images of one migration that were read on this node, on their way to be copied: each key once at a time, so many at once as the
 * migration may copy. What finds no room waits until it is read again. While nothing waits there are no threads. Thread-safe.
 */
final class ReadQueue implements AutoCloseable {
    static final int MOST_WAITING = 500;
    private static final Logger LOG = LoggerFactory.getLogger(ReadQueue.class);

    /** The answer goes first. */
    private static final Duration AFTER = Duration.ofMillis(200);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration UNTIL_ENDED = Duration.ofSeconds(10);

    private final Set<ImageKey> present = ConcurrentHashMap.newKeySet();
    private final Predicate<ImageKey> copying;
    private final ThreadPoolExecutor threads;
    private volatile Duration pause = Duration.ZERO;

    /**
     * Is ready to work.
     *
     * @param atOnce images at a time
     * @param copying copies one; false when it failed for something that others would fail for, too. Blocks
     */
    ReadQueue(String migration, int atOnce, Predicate<ImageKey> copying) {
        this.copying = copying;
        this.threads = new ThreadPoolExecutor(
                atOnce,
                atOnce,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                Thread.ofVirtual().name("copy-on-read-" + migration).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Takes a key, if there is room. Never blocks. */
    void offer(ImageKey key) {
        if (present.add(key)) {
            long since = System.nanoTime();
            try {
                threads.execute(() -> work(key, since));
            } catch (RejectedExecutionException full) {
                present.remove(key);
            }
        }
    }

    private void work(ImageKey key, long since) {
        try {
            Thread.sleep(AFTER.minusNanos(System.nanoTime() - since));
            // Those that fail side by side fail for the same trouble, which makes the pause longer once.
            Duration before = pause;
            Duration now = copied(key) ? Duration.ZERO : longer(before);
            pause = now;
            Thread.sleep(now);
        } catch (InterruptedException e) {
            // It is closed.
        }
    }

    private boolean copied(ImageKey key) {
        try {
            return copying.test(key);
        } catch (Fault unavailable) {
            LOG.debug("{} is copied when it is read again.", key, unavailable);
            return false;
        } catch (RuntimeException e) {
            LOG.error("{} cannot be migrated by a mistake of this program", key, e);
            return false;
        } finally {
            present.remove(key);
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** Returns when nothing is under way any more, or ten seconds are over. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            boolean ignored = threads.awaitTermination(UNTIL_ENDED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
