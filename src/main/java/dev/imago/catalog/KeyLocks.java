package dev.imago.catalog;

import dev.imago.database.ClusterLocks;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The right to write to a key: first among this process's threads, then, where there are other nodes, among them. */
final class KeyLocks {
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final Map<ImageKey, Place> places = new ConcurrentHashMap<>();
    private final Optional<ClusterLocks> cluster;

    KeyLocks(Optional<ClusterLocks> cluster) {
        this.cluster = cluster;
    }

    Catalog.KeyLock lock(ImageKey key) {
        return tryLock(key, AT_MOST).orElseThrow(KeyLocks::busy);
    }

    Optional<Catalog.KeyLock> tryLock(ImageKey key, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Place place = enter(key);
        boolean entered = false;
        boolean kept = false;
        try {
            entered = place.free.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (!entered) {
                return Optional.empty();
            }
            Optional<ClusterLocks.Held> held = Optional.empty();
            if (cluster.isPresent()) {
                Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                held = cluster.get().acquire("image:" + key, left);
                if (held.isEmpty()) {
                    return Optional.empty();
                }
            }
            kept = true;
            return Optional.of(new Taken(key, place, held));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Kind.UNAVAILABLE, "The server is stopping.", e);
        } finally {
            if (!kept) {
                if (entered) {
                    place.free.release();
                }
                leave(key);
            }
        }
    }

    private Place enter(ImageKey key) {
        return places.compute(key, (_, known) -> {
            Place place = known == null ? new Place() : known;
            place.users++;
            return place;
        });
    }

    private void leave(ImageKey key) {
        places.computeIfPresent(key, KeyLocks::withoutOne);
    }

    private static @Nullable Place withoutOne(ImageKey key, Place place) {
        place.users--;
        return place.users == 0 ? null : place;
    }

    private static Fault busy() {
        return new Fault(Fault.Kind.UNAVAILABLE, "Somebody else is writing to this image.")
                .retryAfter(Duration.ofSeconds(2));
    }

    /** A key that somebody has or waits for, in the order in which they came; the count is guarded by the map. */
    private static final class Place {
        private final Semaphore free = new Semaphore(1, true);
        private int users;
    }

    private final class Taken implements Catalog.KeyLock {
        private final ImageKey key;
        private final Place place;
        private final Optional<ClusterLocks.Held> held;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Taken(ImageKey key, Place place, Optional<ClusterLocks.Held> held) {
            this.key = key;
            this.place = place;
            this.held = held;
        }

        @Override
        public boolean held() {
            return open.get() && held.map(ClusterLocks.Held::held).orElse(true);
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                held.ifPresent(ClusterLocks.Held::close);
                place.free.release();
                leave(key);
            }
        }
    }
}
