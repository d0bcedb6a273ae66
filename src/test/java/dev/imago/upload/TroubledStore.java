package dev.imago.upload;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that has trouble with some images, or altogether, or hangs in some deletes, when told so. */
public final class TroubledStore implements Store {
    final Set<String> troubled = ConcurrentHashMap.newKeySet();
    final AtomicInteger asked = new AtomicInteger();
    final Set<String> hangs = ConcurrentHashMap.newKeySet();
    final List<String> hanging = new CopyOnWriteArrayList<>();
    final CountDownLatch release = new CountDownLatch(1);
    volatile boolean down;
    private final Store within;

    TroubledStore(Store within) {
        this.within = within;
    }

    @Override
    public String name() {
        return within.name();
    }

    @Override
    public Optional<BlobStat> stat(Locator locator) {
        requireUp();
        return within.stat(locator);
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return within.open(locator, range);
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        return within.put(key, content);
    }

    @Override
    public boolean delete(Locator locator) {
        requireUp();
        hang(locator.value());
        if (troubled.contains(locator.value())) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "There is trouble with this image.");
        }
        return within.delete(locator);
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        return within.capability(type);
    }

    @Override
    public void close() {
        release.countDown();
        within.close();
    }

    private void hang(String key) {
        if (hangs.stream().anyMatch(key::startsWith)) {
            hanging.add(key);
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void requireUp() {
        if (down) {
            asked.incrementAndGet();
            throw new Fault(Fault.Kind.UNAVAILABLE, "The store is down.");
        }
    }
}
