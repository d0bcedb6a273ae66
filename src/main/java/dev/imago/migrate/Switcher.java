package dev.imago.migrate;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.catalog.Mutation;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.BlobStat;
import dev.imago.store.Store;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Makes an image count where its copy is. Readers see no difference. Thread-safe; blocks. */
final class Switcher {
    private final Catalog catalog;
    private final Copies copies;
    private final Function<String, Optional<Store>> stores;

    Switcher(Catalog catalog, Copies copies, Function<String, Optional<Store>> stores) {
        this.catalog = catalog;
        this.copies = copies;
        this.stores = stores;
    }

    /**
     * Moves an image that counts in one store to another one.
     *
     * @return whether it counts there, or is none of this
     * @throws Fault of kind {@code UNAVAILABLE} or {@code TIMEOUT} when that store does not answer
     */
    boolean move(ImageKey key, String from, String to) {
        try (Catalog.KeyLock _ = catalog.lock(key)) {
            Optional<CatalogEntry> image = catalog.find(key);
            if (image.isEmpty() || !image.get().store().equals(from)) {
                return true;
            }
            Optional<Copy> copy = catalog.copies(key).stream()
                    .filter(one -> one.store().equals(to) && one.counts(image.get()))
                    .findFirst();
            if (copy.isEmpty()) {
                return false;
            }
            if (!lies(copy.get())) {
                copies.put(Copy.planned(image.get(), to, copy.get().locator()));
                return false;
            }
            return catalog.commit(new Mutation.Move(
                            copy.get(), OptionalLong.of(image.get().version())))
                    .isPresent();
        }
    }

    /** One last look: what was lost meanwhile is to be copied again, and not to count. */
    private boolean lies(Copy copy) {
        return stores.apply(copy.store())
                .flatMap(store -> store.stat(copy.locator()))
                .map(BlobStat::validator)
                .filter(copy.validator()::equals)
                .isPresent();
    }
}
