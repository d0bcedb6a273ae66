package dev.imago.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imago.image.ImageKey;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Values of hot images, bounded by bytes; which ones stay is decided by Caffeine's W-TinyLFU. Lookups never block.
 *
 * <p><b>Invalidation is exact.</b> A value that was read before a change must not be put in after it. So a loader takes a
 * {@link #ticket} before it reads, and hands it over with the value; every invalidation of the key makes older tickets
 * worthless; both happen under the map's own lock of that key. Clearing goes over the map without the locks of keys that
 * are not in it yet, so it waits for offers under way and holds up others. Tickets are shared by keys of equal hash, at the price of a value that is now and then not kept.
 */
public final class MemoryTier<V> {
    private static final int STRIPES = 4096;

    private final Cache<ImageKey, V> values;
    private final AtomicLongArray generations = new AtomicLongArray(STRIPES);
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final Lock offers;
    private final Lock clearing;
    private final long maxBytes;

    /**
     * Makes an empty tier.
     *
     * @param maxBytes what all values together may weigh; 0 keeps nothing
     * @param weight of a value in bytes
     */
    public MemoryTier(long maxBytes, ToLongFunction<V> weight) {
        this.maxBytes = maxBytes;
        ReadWriteLock lock = new ReentrantReadWriteLock();
        this.offers = lock.readLock();
        this.clearing = lock.writeLock();
        this.values = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(maxBytes)
                .weigher((ImageKey key, V value) -> (int) Math.min(Integer.MAX_VALUE, weight.applyAsLong(value)))
                .build();
    }

    public Optional<V> get(ImageKey key) {
        return Optional.ofNullable(values.getIfPresent(key));
    }

    /** To be taken before the bytes of an image are read. */
    public long ticket(ImageKey key) {
        return generations.get(stripe(key));
    }

    /**
     * Keeps what becomes of the value that is there, unless the key was invalidated since the ticket was taken.
     *
     * @param change quick, without side effects
     */
    public void offer(ImageKey key, long ticket, Function<Optional<V>, V> change) {
        offers.lock();
        try {
            values.asMap()
                    .compute(
                            key,
                            (k, present) -> ticket(k) == ticket ? change.apply(Optional.ofNullable(present)) : present);
        } finally {
            offers.unlock();
        }
    }

    /** Forgets the key; when this returns, no value from before is ever answered again. */
    public void invalidate(ImageKey key) {
        generations.incrementAndGet(stripe(key));
        values.invalidate(key);
    }

    /** Forgets everything; when this returns, no value from before is ever answered again. */
    public void clear() {
        clearing.lock();
        try {
            for (int stripe = 0; stripe < STRIPES; stripe++) {
                generations.incrementAndGet(stripe);
            }
            values.invalidateAll();
        } finally {
            clearing.unlock();
        }
    }

    /** Counts a request that was answered from here, or that was not. A request may look more than once. */
    public void count(boolean hit) {
        (hit ? hits : misses).increment();
    }

    /** Requests that were answered from here since the start. */
    public long hits() {
        return hits.sum();
    }

    /** Requests that were not. */
    public long misses() {
        return misses.sum();
    }

    /** What the tier holds and how it fares. Settles first what is still to be evicted. */
    public Stats stats() {
        values.cleanUp();
        long bytes = values.policy()
                .eviction()
                .flatMap(eviction -> eviction.weightedSize().stream().boxed().findFirst())
                .orElse(0L);
        return new Stats(values.estimatedSize(), bytes, maxBytes, hits(), misses());
    }

    /** Counts since the start; sizes now. */
    public record Stats(long images, long bytes, long maxBytes, long hits, long misses) {}

    private static int stripe(ImageKey key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & (STRIPES - 1);
    }
}
