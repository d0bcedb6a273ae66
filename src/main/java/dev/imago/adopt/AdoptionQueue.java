package dev.imago.adopt;

import dev.imago.image.ImageKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Keys that are to be looked at soon. A key waits at most once; one that is still being written, or whose catalog is down, is
 * looked at again after a moment. What has come together is looked at together, by a few threads. {@link #raise} never blocks.
 */
final class AdoptionQueue implements AutoCloseable {
    private static final int MOST_PENDING = 200_000;
    private static final int AT_ONCE = 4;
    private static final int MOST_TOGETHER = 64;
    private static final Duration AGAIN = Duration.ofMillis(250);
    private static final Duration WHEN_DOWN = Duration.ofSeconds(1);

    private final Function<List<ImageKey>, List<Adopter.Outcome>> examine;
    private final Runnable overflow;
    private final ConcurrentHashMap<ImageKey, Boolean> pending = new ConcurrentHashMap<>();
    private final BlockingQueue<ImageKey> ready = new LinkedBlockingQueue<>();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("adoption").factory());

    /**
     * An empty queue.
     *
     * @param examine gives an outcome for each key
     * @param overflow is run when keys had to be dropped: only a scan can find them again
     */
    AdoptionQueue(Function<List<ImageKey>, List<Adopter.Outcome>> examine, Runnable overflow) {
        this.examine = examine;
        this.overflow = overflow;
    }

    void raise(ImageKey key) {
        if (pending.size() >= MOST_PENDING) {
            overflow.run();
        } else if (pending.putIfAbsent(key, true) == null) {
            ready.add(key);
            work();
        }
    }

    int size() {
        return pending.size();
    }

    /** Sees to it that somebody is at work, as long as there is a place and something to do. */
    private void work() {
        if (!timer.isShutdown() && !ready.isEmpty() && places.tryAcquire()) {
            Thread.ofVirtual().name("adopt").start(() -> {
                try {
                    examineNext();
                } finally {
                    places.release();
                    work();
                }
            });
        }
    }

    private void examineNext() {
        List<ImageKey> keys = new ArrayList<>();
        ready.drainTo(keys, Math.min(MOST_TOGETHER, ready.size() / AT_ONCE + 1));
        keys.forEach(pending::remove);
        List<Adopter.Outcome> outcomes = examine.apply(keys);
        for (int i = 0; i < keys.size(); i++) {
            switch (outcomes.get(i)) {
                case LATER -> again(keys.get(i), AGAIN);
                case DOWN -> again(keys.get(i), WHEN_DOWN);
                default -> {}
            }
        }
    }

    /** Has a key looked at after a moment. */
    private void again(ImageKey key, Duration delay) {
        if (!timer.isShutdown() && pending.putIfAbsent(key, true) == null) {
            var _ = timer.schedule(
                    () -> {
                        ready.add(key);
                        work();
                    },
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
