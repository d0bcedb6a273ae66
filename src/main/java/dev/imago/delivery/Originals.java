package dev.imago.delivery;

import dev.imago.adopt.Finding;
import dev.imago.adopt.Inspector;
import dev.imago.cache.SingleFlight;
import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.delivery.Whereabouts.Place;
import dev.imago.delivery.Whereabouts.Places;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.Presigned;
import dev.imago.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds the current version of an image: what the catalog says, checked against what the store holds. The store is right: a
 * file that another program put there or changed is served with a digest of its own, also when the catalog does not answer
 * at all. Thread-safe; blocks.
 */
final class Originals {
    /** How long a reader waits for another program that writes to the file. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** Trouble of a store that another one does not share. */
    private static final Set<Fault.Kind> AWAY =
            Set.of(Fault.Kind.UNAVAILABLE, Fault.Kind.TIMEOUT, Fault.Kind.BAD_UPSTREAM);

    private final Catalog catalog;
    private final Stores stores;
    private final Whereabouts whereabouts;
    private final Inspector inspector;
    private final Suspicion suspicion;
    private final KnownVersions known;
    private final SmallImages small;
    private final SingleFlight<KnownVersions.Mark, Optional<ImageVersion>> inspections = new SingleFlight<>();

    /**
     * Wires the lookup.
     *
     * @param maxInMemory the largest image that is read as a whole, in bytes
     * @param memory where to; what finds no room is streamed
     */
    Originals(
            Catalog catalog,
            Stores stores,
            Inspector inspector,
            Suspicion suspicion,
            KnownVersions known,
            long maxInMemory,
            NativeMemory memory) {
        this.catalog = catalog;
        this.stores = stores;
        this.whereabouts = new Whereabouts(catalog, stores);
        this.inspector = inspector;
        this.suspicion = suspicion;
        this.known = known;
        this.small = new SmallImages(maxInMemory, memory);
    }

    /** The image of this key on this site, with its bytes if they are few and there is room. */
    Optional<Original> find(Site site, ImageKey key) {
        return settled(site, key, small.or((version, blob) -> new Original.InStore(version)));
    }

    /** The same for one answer, which closes it: where the bytes are many, this version is held open. */
    Optional<Original> hold(Site site, ImageKey key) {
        return settled(site, key, small.or(Originals::held));
    }

    /** The version, held open and not read; the caller closes it. */
    Optional<Original> version(Site site, ImageKey key) {
        return settled(site, key, Originals::held);
    }

    private static Original held(ImageVersion version, Blob blob) {
        return new Original.Held(version, blob.again(ByteRange.ALL));
    }

    /**
     * Looks until nobody is writing to the file: programs write in place for moments, or do not stop. An image may be put at another
     * place between the question where it lies and its opening: that it is not there is believed if it is still said to be there.
     */
    private Optional<Original> settled(Site site, ImageKey key, Reading how) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Places places = whereabouts.of(site, key);
        for (Duration pause = FIRST_PAUSE; ; pause = pause.plus(pause)) {
            boolean patient = System.nanoTime() - end < 0;
            Places before = places;
            try {
                Optional<Original> found = places.conclude(firstOf(places, key, how, patient));
                places = found.isEmpty() && patient && places.known() ? whereabouts.of(site, key) : places;
                if (places.equals(before)) {
                    return found;
                }
            } catch (Fault fault) {
                if (fault.kind() != Fault.Kind.CHANGED || !patient) {
                    throw fault;
                }
                LockSupport.parkNanos(Math.min(pause.toNanos(), LONGEST_PAUSE.toNanos()));
                places = whereabouts.of(site, key);
            }
        }
    }

    /** The first place that has the image. A store that does not answer hides none that a later one has. */
    private Optional<Original> firstOf(Places places, ImageKey key, Reading how, boolean patient) {
        Optional<Fault> trouble = Optional.empty();
        for (Place place : places.inOrder()) {
            try {
                Optional<Original> found = open(place, key, how);
                if (found.isPresent()) {
                    return found;
                }
            } catch (Fault fault) {
                if (fault.kind() == Fault.Kind.CHANGED) {
                    requireUnknown(place, fault, patient);
                } else if (place.entry().isPresent() || !AWAY.contains(fault.kind())) {
                    throw fault;
                } else {
                    trouble = Optional.of(fault);
                }
            }
        }
        if (trouble.isPresent()) {
            throw trouble.get();
        }
        return Optional.empty();
    }

    /** What is known to be an image comes back in a moment; of a new file nobody can tell. */
    private static void requireUnknown(Place place, Fault unsettled, boolean patient) {
        if (patient) {
            throw unsettled;
        }
        if (place.entry().isPresent()) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "Another program is writing to the image.")
                    .retryAfter(Duration.ofSeconds(1));
        }
    }

    /** The keys under which images are really kept that were asked for in another case. */
    List<ImageKey> inOtherCase(List<ImageKey> keys) {
        return keys.stream()
                .flatMap(key -> catalog.findIgnoringCase(key).stream())
                .map(CatalogEntry::key)
                .toList();
    }

    /** From the place that counts or from a copy of the same bytes, whichever is to be read first, and answers. */
    private Optional<Original> open(Place place, ImageKey key, Reading how) {
        if (place.entry().isEmpty()) {
            return stores.remains(key, place.store()) ? Optional.empty() : openCounting(place, key, how);
        }
        CatalogEntry image = place.entry().get();
        Optional<Original> found = new FirstOf(image, stores.places(image))
                .read(() -> openCounting(place, key, how), copy -> openCopy(copy, key, how));
        if (found.isPresent()) {
            stores.read(key);
        }
        return found;
    }

    /** A copy is believed only where its mark is the one that was written down. */
    private Optional<Original> openCopy(CatalogEntry copy, ImageKey key, Reading how) {
        Optional<Store> store = stores.named(copy.store());
        Optional<Blob> opened = store.flatMap(within -> opened(within, copy.locator()));
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (Blob blob = opened.get()) {
            return blob.stat().validator().equals(copy.validator())
                    ? version(new Place(store.get(), copy.locator(), Optional.of(copy)), key, blob)
                            .map(version -> how.of(version, blob))
                    : Optional.empty();
        }
    }

    private Optional<Original> openCounting(Place place, ImageKey key, Reading how) {
        Optional<Original> atOnce = how.atOnce(place);
        if (atOnce.isPresent()) {
            return atOnce;
        }
        Optional<Blob> opened = opened(place.store(), place.locator());
        if (opened.isEmpty()) {
            if (place.entry().isPresent()) {
                missing(place.store(), key);
            }
            return Optional.empty();
        }
        try (Blob blob = opened.get()) {
            return version(place, key, blob).map(version -> how.of(version, blob));
        }
    }

    /** Bytes that clients fetch themselves are left where they are, unless it turns out that they are needed here. */
    private static Optional<Blob> opened(Store store, Locator locator) {
        return store.capability(Presigned.class).isPresent()
                ? UnopenedBlob.at(store, locator)
                : store.open(locator, ByteRange.ALL);
    }

    /** A known image whose file is not there was removed, unless everything is gone: then caches keep what they have. */
    private void missing(Store store, ImageKey key) {
        suspicion.raise(store, key);
        if (suspicion.doubtful(store)) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The image is known, but its folder is not all there.")
                    .retryAfter(Duration.ofSeconds(10));
        }
    }

    private Optional<ImageVersion> version(Place place, ImageKey key, Blob blob) {
        String validator = blob.stat().validator();
        Optional<CatalogEntry> entry = place.entry().filter(e -> e.validator().equals(validator));
        if (entry.isPresent()) {
            CatalogEntry e = entry.get();
            return Optional.of(
                    version(place, key, blob, e.digest(), e.format()).withModified(notInFuture(e.modified())));
        }
        suspicion.raise(place.store(), key);
        var mark = new KnownVersions.Mark(place.store().name(), place.locator(), validator);
        Optional<ImageVersion> remembered = known.get(mark);
        return remembered.isPresent() ? remembered : inspections.run(mark, () -> inspect(place, key, blob));
    }

    /** Of the bytes that are open: what lies under the name by now does not matter. */
    private Optional<ImageVersion> inspect(Place place, ImageKey key, Blob blob) {
        return switch (inspector.inspect(blob)) {
            case Finding.Nothing nothing -> Optional.empty();
            case Finding.NoImage noImage -> Optional.empty();
            case Finding.Unsettled unsettled ->
                throw new Fault(Fault.Kind.CHANGED, "The image is being written in this moment.");
            case Finding.Found found -> {
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
                notInFuture(blob.stat().modified()),
                blob.freshFor(),
                Optional.empty());
    }

    /** Another program can set any date; an answer must not name one later than its own (RFC 9110 §8.8.2.1). */
    static Instant notInFuture(Instant modified) {
        Instant now = Instant.now();
        return modified.isAfter(now) ? now : modified;
    }
}
