package dev.imago;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.store.Locator;
import dev.imago.store.Relocating;
import dev.imago.store.Stored;
import java.util.Optional;
import java.util.OptionalLong;

/** Has the catalog follow a store that puts images at other places. */
final class CatalogRegister implements Relocating.Register {
    private final String store;
    private final Catalog catalog;

    /** @param store its name */
    CatalogRegister(String store, Catalog catalog) {
        this.store = store;
        this.catalog = catalog;
    }

    @Override
    public boolean knows(ImageKey key, Locator locator) {
        return entry(key, locator).isPresent();
    }

    @Override
    public boolean moved(ImageKey key, Locator from, Stored to) {
        try (Catalog.KeyLock _ = catalog.lock(key)) {
            if (knows(key, to.locator())) {
                return true;
            }
            return entry(key, from)
                    .flatMap(entry -> catalog.commit(move(entry, to)))
                    .isPresent();
        }
    }

    private Optional<CatalogEntry> entry(ImageKey key, Locator locator) {
        return catalog.find(key)
                .filter(entry -> entry.store().equals(store) && entry.locator().equals(locator));
    }

    /** For clients nothing changes, so its date stays as well. */
    private static Mutation move(CatalogEntry entry, Stored to) {
        var moved = new CatalogEntry(
                entry.key(),
                entry.store(),
                to.locator(),
                to.stat().validator(),
                entry.digest(),
                entry.size(),
                entry.format(),
                entry.dimensions(),
                entry.modified(),
                entry.created(),
                0);
        return new Mutation.Revalidate(moved, Cause.ADOPTION, OptionalLong.of(entry.version()));
    }
}
