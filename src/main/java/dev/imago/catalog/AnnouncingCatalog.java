package dev.imago.catalog;

import dev.imago.image.ImageKey;
import dev.imago.journal.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells of every change of this node before the one who made it gets the answer: whoever was told that an upload is done
 * reads the new image, from every cache; also where there was nothing left to do, as another node had just done it.
 */
public final class AnnouncingCatalog implements Catalog {
    private final Catalog catalog;
    private final Consumer<ImageKey> changed;

    /** Announces the changes of a catalog to a listener that answers at once. */
    public AnnouncingCatalog(Catalog catalog, Consumer<ImageKey> changed) {
        this.catalog = catalog;
        this.changed = changed;
    }

    @Override
    public Optional<CatalogEntry> find(ImageKey key) {
        return catalog.find(key);
    }

    @Override
    public Optional<CatalogEntry> findIgnoringCase(ImageKey key) {
        return catalog.findIgnoringCase(key);
    }

    @Override
    public List<Copy> copies(ImageKey key) {
        return catalog.copies(key);
    }

    @Override
    public List<CatalogEntry> list(String prefix, Optional<ImageKey> after, int limit) {
        return catalog.list(prefix, after, limit);
    }

    @Override
    public Optional<Change> commit(Mutation mutation) {
        return commit(List.of(mutation)).getFirst();
    }

    @Override
    public List<Optional<Change>> commit(List<? extends Mutation> mutations) {
        try {
            return catalog.commit(mutations);
        } finally {
            // Also after a failure: the bytes in the store may be others already, and a commit may have gone through.
            mutations.forEach(mutation -> changed.accept(mutation.key()));
        }
    }

    @Override
    public void told(ImageKey key) {
        changed.accept(key);
    }

    @Override
    public KeyLock lock(ImageKey key) {
        return catalog.lock(key);
    }

    @Override
    public Optional<KeyLock> tryLock(ImageKey key, Duration atMost) {
        return catalog.tryLock(key, atMost);
    }

    @Override
    public Usage usage(String prefix) {
        return catalog.usage(prefix);
    }
}
