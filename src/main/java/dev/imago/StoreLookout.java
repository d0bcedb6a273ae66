package dev.imago;

import dev.imago.adopt.Adopter;
import dev.imago.adopt.Inspector;
import dev.imago.catalog.Catalog;
import dev.imago.image.ImageKey;
import dev.imago.store.Locating;
import dev.imago.store.Store;
import dev.imago.upload.Lookout;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Adopts a single key at once, for those who are about to change it; also where nobody watches the store. */
final class StoreLookout implements Lookout {
    private final OpenStores stores;
    private final Catalog catalog;
    private final Clock clock;
    private final Inspector inspector = new Inspector();

    StoreLookout(OpenStores stores, Catalog catalog, Clock clock) {
        this.stores = stores;
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public Sight look(Store store, ImageKey key) {
        Optional<Locating> paths = store.capability(Locating.class);
        if (paths.isEmpty()) {
            return Sight.CLEAR;
        }
        var adopter = new Adopter(store, paths.get(), catalog, inspector, clock);
        return switch (adopter.examine(List.of(key), stores.removals(store)).getFirst()) {
            case UNCHANGED, ADOPTED, REMOVED -> Sight.CLEAR;
            case IGNORED, FAILED -> Sight.NO_IMAGE;
            case HELD_BACK -> {
                stores.raise(store, key);
                yield Sight.BLURRED;
            }
            case LATER, DOWN -> Sight.BLURRED;
        };
    }

    @Override
    public void lookSoon(Store store, ImageKey key) {
        stores.raise(store, key);
    }
}
