package dev.imago.adopt;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.store.BlobStat;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Brings the catalog up to date with what lies in a path-addressed store under one key. It expects the version that it saw:
 * an upload that is faster wins, and the adoption is dropped. Thread-safe; blocks.
 */
public final class Adopter {
    /** What became of a look at one key. */
    public enum Outcome {
        /** The catalog was right. */
        UNCHANGED,
        /** The catalog knows it now. */
        ADOPTED,
        /** The catalog knows that it is gone. */
        REMOVED,
        /** It is not an image. */
        IGNORED,
        /** It is being written, or changed in this moment; look again soon. */
        LATER
    }

    private final Store store;
    private final PathAddressed paths;
    private final Catalog catalog;
    private final Inspector inspector;
    private final Clock clock;

    public Adopter(Store store, PathAddressed paths, Catalog catalog, Inspector inspector, Clock clock) {
        this.store = store;
        this.paths = paths;
        this.catalog = catalog;
        this.inspector = inspector;
        this.clock = clock;
    }

    /** Compares, and adopts what differs. */
    public Outcome examine(ImageKey key) {
        Optional<Locator> locator = paths.locate(key);
        if (locator.isEmpty()) {
            return Outcome.IGNORED;
        }
        Optional<CatalogEntry> known = catalog.find(key);
        if (known.isPresent() && !known.get().store().equals(store.name())) {
            return Outcome.IGNORED;
        }
        Optional<BlobStat> stat = store.stat(locator.get());
        if (stat.isPresent()
                && known.isPresent()
                && stat.get().validator().equals(known.get().validator())) {
            return Outcome.UNCHANGED;
        }
        if (stat.isEmpty() && known.isEmpty()) {
            return Outcome.UNCHANGED;
        }
        return examineAlone(key, locator.get());
    }

    /** Looks again with the key's lock held, so that an upload that is under way is over, and judges what is there then. */
    private Outcome examineAlone(ImageKey key, Locator locator) {
        try (Catalog.KeyLock held = catalog.lock(key)) {
            Optional<CatalogEntry> known = catalog.find(key);
            Optional<BlobStat> stat = store.stat(locator);
            if (known.isPresent()
                    && stat.isPresent()
                    && stat.get().validator().equals(known.get().validator())) {
                return Outcome.UNCHANGED;
            }
            return judge(key, locator, known);
        }
    }

    private Outcome judge(ImageKey key, Locator locator, Optional<CatalogEntry> known) {
        return switch (inspector.inspect(store, locator)) {
            case Finding.Unsettled unsettled -> Outcome.LATER;
            case Finding.Nothing nothing -> remove(key, known);
            case Finding.NoImage noImage -> remove(key, known) == Outcome.REMOVED ? Outcome.REMOVED : Outcome.IGNORED;
            case Finding.Found found -> adopt(key, locator, known, found);
        };
    }

    private Outcome remove(ImageKey key, Optional<CatalogEntry> known) {
        if (known.isEmpty()) {
            return Outcome.UNCHANGED;
        }
        var delete = new Mutation.Delete(
                key, Cause.ADOPTION, OptionalLong.of(known.get().version()));
        return catalog.commit(delete).isPresent() ? Outcome.REMOVED : Outcome.LATER;
    }

    private Outcome adopt(ImageKey key, Locator locator, Optional<CatalogEntry> known, Finding.Found found) {
        Instant now = clock.instant();
        var entry = new CatalogEntry(
                key,
                store.name(),
                locator,
                found.stat().validator(),
                found.digest(),
                found.stat().size(),
                found.header().format(),
                found.header().dimensions(),
                found.stat().modified(),
                known.map(CatalogEntry::created).orElse(now),
                0);
        OptionalLong expected = OptionalLong.of(known.map(CatalogEntry::version).orElse(0L));
        boolean same = known.isPresent() && known.get().digest().equals(found.digest());
        Mutation mutation = same
                ? new Mutation.Revalidate(entry, Cause.ADOPTION, expected)
                : new Mutation.Put(entry, Cause.ADOPTION, expected);
        return catalog.commit(mutation).isPresent() ? Outcome.ADOPTED : Outcome.LATER;
    }
}
