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

/**
 * Adopts what lies in a store that nobody watches and nobody can list when it is first read: its key is its address. What finds no
 * room among those that wait is left to the next time that it is read from the store.
 */
final class ResidentAdoption implements AutoCloseable {
    private final Catalog catalog;
    private final Clock clock;
    private final Inspector inspector = new Inspector();
    private final BehindAnswers background = new BehindAnswers(16);

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
        if (resident) {
            background.offer(key, () -> adopt(store, key));
        }
    }

    private void adopt(Store store, ImageKey key) {
        store.capability(Locating.class).ifPresent(keys -> {
            var _ = new Adopter(store, keys, catalog, inspector, clock)
                    .examine(List.of(key), Adopter.Removals.BELIEVED);
        });
    }

    @Override
    public void close() {
        background.close();
    }
}
