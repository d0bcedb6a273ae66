package dev.imago.store.memory;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.BufferBlob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Keeps images on the Java heap: what the contract means, in its shortest form. Durable as long as the process lives. */
public final class MemoryStore implements Store, PathAddressed, Listing {
    private record Version(ByteBuffer bytes, BlobStat stat) {}

    private final String name;
    private final Map<ImageKey, Version> versions = new ConcurrentSkipListMap<>();
    private final AtomicLong lastVersion = new AtomicLong();

    public MemoryStore(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<BlobStat> stat(Locator locator) {
        return find(locator).map(Version::stat);
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return find(locator).map(version -> new BufferBlob(version.stat, Optional.empty(), version.bytes, range));
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        if (key.hidden()) {
            throw new Fault(Fault.Kind.INVALID, "A part of the key begins with a dot; such files are never served.");
        }
        byte[] bytes = read(content);
        content.guard().require();
        BlobStat stat = new BlobStat(bytes.length, Long.toString(lastVersion.incrementAndGet()), Instant.now());
        versions.put(key, new Version(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), stat));
        return new Stored(new Locator(key.value()), stat);
    }

    @Override
    public boolean delete(Locator locator) {
        return keyIn(locator).map(versions::remove).isPresent();
    }

    @Override
    public Optional<Locator> locate(ImageKey key) {
        return key.hidden() ? Optional.empty() : Optional.of(new Locator(key.value()));
    }

    @Override
    public ImageKey keyOf(Locator locator) {
        return ImageKey.of(locator.value());
    }

    @Override
    public void list(String prefix, Predicate<Listed> visitor, BiConsumer<String, Fault> unreadable) {
        for (Map.Entry<ImageKey, Version> entry : versions.entrySet()) {
            ImageKey key = entry.getKey();
            Listed listed = new Listed(key, new Locator(key.value()), entry.getValue().stat);
            if (key.startsWith(prefix) && !visitor.test(listed)) {
                return;
            }
        }
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void close() {
        versions.clear();
    }

    private Optional<Version> find(Locator locator) {
        return keyIn(locator).map(versions::get);
    }

    private static Optional<ImageKey> keyIn(Locator locator) {
        try {
            return Optional.of(ImageKey.of(locator.value()));
        } catch (Fault notAKey) {
            return Optional.empty();
        }
    }

    private static byte[] read(Content content) {
        try {
            byte[] bytes = Files.readAllBytes(content.file());
            if (bytes.length != content.size()) {
                throw new Fault(Fault.Kind.INTERNAL, "The spooled upload is not complete.");
            }
            return bytes;
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INTERNAL, "The spooled upload cannot be read.", e);
        }
    }
}
