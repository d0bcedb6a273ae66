package dev.imago.adopt;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are to be looked at soon. A key waits at most once; one that is still being written, or whose catalog is down, is
 * looked at again after a moment. {@link #raise} never blocks.
 */
final class AdoptionQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdoptionQueue.class);
    private static final int MOST_PENDING = 200_000;
    private static final int AT_ONCE = 8;
    private static final Duration AGAIN = Duration.ofMillis(250);
    private static final Duration WHEN_DOWN = Duration.ofSeconds(1);

    private final Function<ImageKey, Adopter.Outcome> examine;
    private final Runnable overflow;
    private final ConcurrentHashMap<ImageKey, Boolean> pending = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("adoption").factory());

    /**
     * An empty queue.
     *
     * @param overflow is run when keys had to be dropped: only a scan can find them again
     */
    AdoptionQueue(Function<ImageKey, Adopter.Outcome> examine, Runnable overflow) {
        this.examine = examine;
        this.overflow = overflow;
    }

    void raise(ImageKey key) {
        if (pending.size() >= MOST_PENDING) {
            overflow.run();
        } else if (pending.putIfAbsent(key, true) == null) {
            start(key, Duration.ZERO);
        }
    }

    int size() {
        return pending.size();
    }

    private void start(ImageKey key, Duration delay) {
        var _ = timer.schedule(
                () -> Thread.ofVirtual().name("adopt").start(() -> work(key)), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void work(ImageKey key) {
        places.acquireUninterruptibly();
        try {
            pending.remove(key);
            if (examine.apply(key) == Adopter.Outcome.LATER) {
                again(key, AGAIN);
            }
        } catch (Fault fault) {
            if (fault.retryable()) {
                again(key, WHEN_DOWN);
            } else {
                log.warn("{} cannot be adopted: {} {}", key, fault.message(), fault.detail());
            }
        } finally {
            places.release();
        }
    }

    private void again(ImageKey key, Duration delay) {
        if (!timer.isShutdown() && pending.putIfAbsent(key, true) == null) {
            start(key, delay);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
