package dev.imago.delivery;

import dev.imago.adopt.Finding;
import dev.imago.adopt.Inspector;
import dev.imago.cache.SingleFlight;
import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the current version of an image: what the catalog says, checked against what the store holds. The store is right: a
 * file that another program put there or changed is served with a digest of its own, also when the catalog does not answer
 * at all. Thread-safe; blocks.
 */
final class Originals {
    private static final Logger log = LoggerFactory.getLogger(Originals.class);

    /** A file that changes while it is looked at is looked at again, this often. */
    private static final int ATTEMPTS = 3;

    private record Place(Store store, Locator locator, Optional<CatalogEntry> entry) {}

    private final Catalog catalog;
    private final Function<String, Optional<Store>> stores;
    private final Inspector inspector;
    private final Suspicion suspicion;
    private final KnownVersions known;
    private final int maxInMemory;
    private final SingleFlight<ImageKey, Optional<ImageVersion>> inspections = new SingleFlight<>();

    /**
     * Wires the lookup.
     *
     * @param stores by the name that the catalog has
     * @param maxInMemory the largest image that is read as a whole, in bytes
     */
    Originals(
            Catalog catalog,
            Function<String, Optional<Store>> stores,
            Inspector inspector,
            Suspicion suspicion,
            KnownVersions known,
            int maxInMemory) {
        this.catalog = catalog;
        this.stores = stores;
        this.inspector = inspector;
        this.suspicion = suspicion;
        this.known = known;
        this.maxInMemory = maxInMemory;
    }

    /** The image of this key on this site, with its bytes if they are few. */
    Optional<Original> find(Site site, ImageKey key) {
        Optional<Place> place = place(site, key);
        for (int attempt = 1; place.isPresent(); attempt++) {
            try {
                return open(place.get(), key);
            } catch (Fault fault) {
                if (fault.kind() != Fault.Kind.CHANGED || attempt == ATTEMPTS) {
                    throw fault;
                }
                place = place(site, key);
            }
        }
        return Optional.empty();
    }

    /** The keys under which images are really kept that were asked for in another case. */
    List<ImageKey> inOtherCase(List<ImageKey> keys) {
        return keys.stream()
                .flatMap(key -> catalog.findIgnoringCase(key).stream())
                .map(CatalogEntry::key)
                .toList();
    }

    /** Opens a range of exactly this version. */
    static Blob open(ImageVersion version, ByteRange range) {
        Blob blob = version.store()
                .open(version.locator(), range)
                .orElseThrow(() -> new Fault(Fault.Kind.CHANGED, "The image was removed in this moment."));
        if (!blob.stat().validator().equals(version.validator())) {
            blob.close();
            throw new Fault(Fault.Kind.CHANGED, "The image was replaced in this moment.");
        }
        return blob;
    }

    private Optional<Place> place(Site site, ImageKey key) {
        Optional<CatalogEntry> entry = entry(key);
        if (entry.isPresent()) {
            Optional<Store> store = stores.apply(entry.get().store());
            if (store.isPresent()) {
                return Optional.of(new Place(store.get(), entry.get().locator(), entry));
            }
            log.warn(
                    "{} lies in store '{}', which is not configured",
                    key,
                    entry.get().store());
        }
        return site.store()
                .capability(PathAddressed.class)
                .flatMap(paths -> paths.locate(key))
                .map(locator -> new Place(site.store(), locator, Optional.empty()));
    }

    /** Delivery needs nothing but bytes: without an answer from the catalog the store alone decides. */
    private Optional<CatalogEntry> entry(ImageKey key) {
        try {
            return catalog.find(key);
        } catch (Fault fault) {
            if (fault.kind() != Fault.Kind.UNAVAILABLE) {
                throw fault;
            }
            return Optional.empty();
        }
    }

    private Optional<Original> open(Place place, ImageKey key) {
        Optional<Blob> opened = place.store().open(place.locator(), ByteRange.ALL);
        if (opened.isEmpty()) {
            if (place.entry().isPresent()) {
                suspicion.raise(place.store(), key);
            }
            return Optional.empty();
        }
        try (Blob blob = opened.get()) {
            Optional<ImageVersion> version = version(place, key, blob);
            if (version.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    version.get().size() <= maxInMemory
                            ? new Original.InMemory(load(version.get(), blob))
                            : new Original.InStore(version.get()));
        }
    }

    private Optional<ImageVersion> version(Place place, ImageKey key, Blob blob) {
        String validator = blob.stat().validator();
        Optional<CatalogEntry> entry = place.entry().filter(e -> e.validator().equals(validator));
        if (entry.isPresent()) {
            CatalogEntry e = entry.get();
            return Optional.of(version(place, key, blob, e.digest(), e.format()).withModified(e.modified()));
        }
        suspicion.raise(place.store(), key);
        Optional<ImageVersion> remembered = known.get(place.store(), place.locator(), validator);
        return remembered.isPresent() ? remembered : inspections.run(key, () -> inspect(place, key, blob));
    }

    private Optional<ImageVersion> inspect(Place place, ImageKey key, Blob blob) {
        return switch (inspector.inspect(place.store(), place.locator())) {
            case Finding.Nothing nothing -> Optional.empty();
            case Finding.NoImage noImage -> Optional.empty();
            case Finding.Unsettled unsettled -> {
                if (place.entry().isEmpty()) {
                    yield Optional.empty();
                }
                throw new Fault(Fault.Kind.UNAVAILABLE, "The image is being replaced in this moment.")
                        .retryAfter(Duration.ofSeconds(1));
            }
            case Finding.Found found -> {
                if (!found.stat().validator().equals(blob.stat().validator())) {
                    throw new Fault(Fault.Kind.CHANGED, "The image was replaced in this moment.");
                }
                ImageVersion version =
                        version(place, key, blob, found.digest(), found.header().format());
                known.remember(version);
                yield Optional.of(version);
            }
        };
    }

    private static ImageVersion version(Place place, ImageKey key, Blob blob, Digest digest, Format format) {
        return new ImageVersion(
                key,
                place.store(),
                place.locator(),
                blob.stat().validator(),
                digest,
                blob.stat().size(),
                format,
                blob.stat().modified());
    }

    private static HotImage load(ImageVersion version, Blob blob) {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) version.size());
        while (bytes.hasRemaining()) {
            if (blob.read(bytes) < 0) {
                throw new Fault(Fault.Kind.CHANGED, "The image became shorter while it was read.");
            }
        }
        return new HotImage(version, bytes.flip(), System.nanoTime());
    }
}
