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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that is down, or holds all that is put into it until it is released; counts the puts. */
final class HeldStore implements Store {
    volatile boolean down;
    final AtomicInteger puts = new AtomicInteger();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private final Store within;

    HeldStore(Store within) {
        this.within = within;
    }

    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
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
        puts.incrementAndGet();
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "Interrupted.", e);
        }
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
