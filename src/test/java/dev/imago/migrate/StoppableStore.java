package dev.imago.migrate;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.util.Optional;

/** A store that can be taken away. */
final class StoppableStore implements Store {
    volatile boolean down;
    private final Store within;

    StoppableStore(Store within) {
        this.within = within;
    }

    private Store up() {
        if (down) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The store " + name() + " is down.");
        }
        return within;
    }

    @Override
    public String name() {
        return within.name();
    }

    @Override
    public Optional<BlobStat> stat(Locator locator) {
        return up().stat(locator);
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return up().open(locator, range);
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        return up().put(key, content);
    }

    @Override
    public boolean delete(Locator locator) {
        return up().delete(locator);
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        return within.capability(type);
    }

    @Override
    public void close() {
        within.close();
    }
}
