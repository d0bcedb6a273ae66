package dev.imago;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.catalog.Mutation;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.store.Locator;
import dev.imago.store.Relocating;
import dev.imago.store.Stored;
import java.util.Optional;
import java.util.OptionalLong;

/** Has the catalog follow a store that puts images, or copies of them, at other places. */
final class CatalogRegister implements Relocating.Register {
    private final String store;
    private final Catalog catalog;
    private final Copies copies;

    /** @param store its name */
    CatalogRegister(String store, Catalog catalog, Copies copies) {
        this.store = store;
        this.catalog = catalog;
        this.copies = copies;
    }

    @Override
    public boolean knows(ImageKey key, Locator locator) {
        return entry(key, locator).isPresent() || copy(key, locator).isPresent();
    }

    @Override
    public boolean moved(ImageKey key, Locator from, Stored to) {
        try (Catalog.KeyLock _ = catalog.lock(key)) {
            if (knows(key, to.locator())) {
                return true;
            }
            Optional<CatalogEntry> counting = entry(key, from);
            return counting.isPresent()
                    ? catalog.commit(move(counting.get(), to)).isPresent()
                    : followed(key, from, to);
        }
    }

    /** A copy that does not count is about to be removed, and follows nothing. */
    private boolean followed(ImageKey key, Locator from, Stored to) {
        Optional<CatalogEntry> image = catalog.find(key);
        return copy(key, from)
                .filter(copy -> image.filter(copy::counts).isPresent())
                .filter(copy -> copies.relocate(copy, to))
                .isPresent();
    }

    private Optional<CatalogEntry> entry(ImageKey key, Locator locator) {
        return catalog.find(key)
                .filter(entry -> entry.store().equals(store) && entry.locator().equals(locator));
    }

    private Optional<Copy> copy(ImageKey key, Locator locator) {
        return catalog.copies(key).stream()
                .filter(copy -> copy.store().equals(store) && copy.locator().equals(locator))
                .findFirst();
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
