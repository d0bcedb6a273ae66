package dev.imago.upload;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.image.ImageKey;
import dev.imago.journal.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The catalog of a node whose connection breaks once it has a key's lock.
 *
 * @param overtaken another node has changed the image before this one could record its change
 * @param lost the lock is known to be lost as soon as it is asked for
 */
record LostCatalog(Catalog within, boolean overtaken, boolean lost) implements Catalog {
    @Override
    public Optional<CatalogEntry> find(ImageKey key) {
        return within.find(key);
    }

    @Override
    public Optional<CatalogEntry> findIgnoringCase(ImageKey key) {
        return within.findIgnoringCase(key);
    }

    @Override
    public List<CatalogEntry> list(String prefix, Optional<ImageKey> after, int limit) {
        return within.list(prefix, after, limit);
    }

    @Override
    public Optional<Change> commit(Mutation mutation) {
        return overtaken ? Optional.empty() : within.commit(mutation);
    }

    @Override
    public List<Optional<Change>> commit(List<? extends Mutation> mutations) {
        return within.commit(mutations);
    }

    @Override
    public KeyLock lock(ImageKey key) {
        KeyLock lock = within.lock(key);
        return new KeyLock() {
            @Override
            public boolean held() {
                return !lost && lock.held();
            }

            @Override
            public void close() {
                lock.close();
            }
        };
    }

    @Override
    public Optional<KeyLock> tryLock(ImageKey key, Duration atMost) {
        return within.tryLock(key, atMost);
    }

    @Override
    public Usage usage(String prefix) {
        return within.usage(prefix);
    }
}
