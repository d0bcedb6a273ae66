package dev.imago;

import dev.imago.adopt.Adopter;
import dev.imago.adopt.Inspector;
import dev.imago.catalog.Catalog;
import dev.imago.image.ImageKey;
import dev.imago.store.Locating;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Adopts what lies in a store that nobody watches and nobody can list when it is first read: its key is its address. Some are
 * looked at at a time, and many wait; what finds no room is left to the next time that it is read from the store.
 */
final class ResidentAdoption implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final int MOST_WAITING = 10_000;

    private final Catalog catalog;
    private final Clock clock;
    private final Inspector inspector = new Inspector();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Set<ImageKey> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ResidentAdoption(Catalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Has a key looked at in the background; returns at once. */
    void suspect(Store store, ImageKey key) {
        boolean resident = store.capability(PathAddressed.class).isEmpty()
                && store.capability(Locating.class)
                        .flatMap(keys -> keys.locate(key))
                        .isPresent();
        if (resident && underWay.size() < MOST_WAITING && underWay.add(key)) {
            try {
                threads.execute(() -> adopt(store, key));
            } catch (RejectedExecutionException closing) {
                underWay.remove(key);
            }
        }
    }

    private void adopt(Store store, ImageKey key) {
        try {
            places.acquire();
            try {
                store.capability(Locating.class).ifPresent(keys -> {
                    var _ = new Adopter(store, keys, catalog, inspector, clock)
                            .examine(List.of(key), Adopter.Removals.BELIEVED);
                });
            } finally {
                places.release();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.remove(key);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
