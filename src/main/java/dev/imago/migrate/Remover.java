package dev.imago.migrate;

import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.store.BlobStat;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Removes bytes of copies from their stores. Its callers hold the key's lock. */
final class Remover {
    private final Copies copies;
    private final Function<String, Optional<Store>> stores;

    Remover(Copies copies, Function<String, Optional<Store>> stores) {
        this.copies = copies;
        this.stores = stores;
    }

    /**
     * Removes a copy that does not count, or is not wanted any more. What another program has put in its place stays, and is an image
     * of its own from now on. A copy in a store that is not configured stays known, and so does one whose put was broken off a
     * moment ago: it is looked at again later.
     *
     * @param image that counts now, if any
     */
    void remove(Copy copy, Optional<CatalogEntry> image) {
        if (image.filter(copy::isPlaceOf).isPresent()) {
            copies.forget(copy);
            return;
        }
        stores.apply(copy.store()).ifPresent(store -> {
            if (isOurs(copy, store)) {
                store.delete(copy.locator());
            }
            if (!copy.maySettle(Instant.now())) {
                copies.forget(copy);
            }
        });
    }

    /**
     * Removes the bytes whatever lies there, for those who were asked to. The copy is in doubt from then on, until it is forgotten.
     *
     * @return whether they are gone, and will not come back; false where the store is not configured
     */
    boolean removeAnyway(Copy copy) {
        Optional<Store> store = stores.apply(copy.store());
        if (store.isEmpty()) {
            return false;
        }
        boolean settling = copy.maySettle(Instant.now());
        copies.put(copy.doubted());
        boolean removed = false;
        try {
            store.get().delete(copy.locator());
            removed = true;
        } finally {
            if (!removed) {
                copies.put(copy);
            }
        }
        return !settling;
    }

    /** Of what is in doubt the digest tells; a name that the store has made up is nobody else's. */
    private static boolean isOurs(Copy copy, Store store) {
        if (!copy.inDoubt()) {
            return store.stat(copy.locator())
                    .map(BlobStat::validator)
                    .filter(copy.validator()::equals)
                    .isPresent();
        }
        if (store.capability(PathAddressed.class).isEmpty()) {
            return true;
        }
        return new Reading(bytes -> {})
                .digest(store, copy.locator())
                .filter(read -> read.digest().equals(copy.digest()))
                .isPresent();
    }
}
