package dev.imago.upload;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.BlobStat;
import dev.imago.store.Locating;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.upload.Lookout.Sight;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What is true of a key in this moment. Where other programs write, the catalog alone cannot tell: it is held against the store,
 * and brought up to date first where they differ. The looks happen without the key's lock, since a large file takes long
 * to read; what they led to is held against the store again once the lock is there.
 */
final class Present {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Whether there is such an image does not matter. */
    private static final ImageKey SOME_KEY = ImageKey.of("imago-asks");

    private final Catalog catalog;
    private final UploadPolicies policies;
    private final Lookout lookout;

    Present(Catalog catalog, UploadPolicies policies, Lookout lookout) {
        this.catalog = catalog;
        this.policies = policies;
        this.lookout = lookout;
    }

    /** What the catalog says, and whether the store has something else that the catalog cannot be told of. */
    private record Facts(Optional<CatalogEntry> entry, boolean other) {
        void require(WriteConditions preconditions) {
            if (preconditions.equals(WriteConditions.NONE)) {
                return;
            }
            if (other && entry.isPresent()) {
                throw unreadable();
            }
            preconditions.require(entry);
            if (other) {
                throw unreadable();
            }
        }

        private static Fault unreadable() {
            return new Fault(
                    Fault.Kind.CONFLICT,
                    "Another program has put a file there that is no image, or cannot be read. Its entity tag is unknown.");
        }
    }

    /** The right to change a key, and what is there. */
    record Held(Catalog.KeyLock lock, Optional<CatalogEntry> entry) implements AutoCloseable {
        /** Another node may have the key by now, and may have acknowledged an image of its own. */
        void require() {
            if (!lock.held()) {
                throw new Fault(
                                Fault.Kind.UNAVAILABLE,
                                "The connection to the catalog's database broke in the middle of the change. Nothing was changed.")
                        .retryAfter(Duration.ofSeconds(1));
            }
        }

        @Override
        public void close() {
            lock.close();
        }
    }

    /**
     * Asks the catalog, and the store of an image for another one.
     *
     * @throws Fault when one of them does not answer
     */
    void requireAnswers(CatalogEntry entry) {
        var _ = catalog.find(SOME_KEY);
        policies.store(entry.store())
                .ifPresent(store -> store.capability(PathAddressed.class)
                        .flatMap(paths -> paths.locate(SOME_KEY))
                        .ifPresent(store::stat));
    }

    /** @throws Fault of kind {@code PRECONDITION_FAILED}, {@code CONFLICT} or {@code UNAVAILABLE} when they do not hold, or nobody can tell */
    void require(ImageKey key, WriteConditions preconditions) {
        if (!preconditions.equals(WriteConditions.NONE)) {
            lookout.bring(key);
            var search = new Search(key, true, true);
            Optional<Facts> facts = search.tryFacts();
            while (facts.isEmpty()) {
                search.look();
                facts = search.tryFacts();
            }
            facts.get().require(preconditions);
        }
    }

    /** Takes the lock for a put. Without preconditions the put wins against whatever is there, and need not know it. */
    Held holdForPut(ImageKey key, WriteConditions preconditions) {
        boolean conditional = !preconditions.equals(WriteConditions.NONE);
        return hold(new Search(key, conditional, conditional), preconditions);
    }

    /** Takes the lock for a delete: what is removed is made known before, so that its end can be made known, too. */
    Held holdForDelete(ImageKey key, WriteConditions preconditions) {
        return hold(new Search(key, true, !preconditions.equals(WriteConditions.NONE)), preconditions);
    }

    private Held hold(Search search, WriteConditions preconditions) {
        if (search.looks) {
            lookout.bring(search.key);
        }
        while (true) {
            Catalog.KeyLock lock = catalog.lock(search.key);
            boolean kept = false;
            try {
                Optional<Facts> facts = search.tryFacts();
                if (facts.isPresent()) {
                    facts.get().require(preconditions);
                    kept = true;
                    return new Held(lock, facts.get().entry());
                }
            } finally {
                if (!kept) {
                    lock.close();
                }
            }
            search.look();
        }
    }

    /** Looks until catalog and store agree, or it is clear that they cannot. */
    private final class Search {
        private final ImageKey key;
        private final boolean looks;
        private final boolean exact;
        private final long end = System.nanoTime() + PATIENCE.toNanos();
        private Optional<Store> differing = Optional.empty();
        private Sight last = Sight.CLEAR;

        /**
         * @param looks whether it matters what is there
         * @param exact whether it matters which version is known, not only that one is
         */
        Search(ImageKey key, boolean looks, boolean exact) {
            this.key = key;
            this.looks = looks && !key.hidden();
            this.exact = exact;
        }

        /** Empty when a look is needed first. */
        Optional<Facts> tryFacts() {
            Optional<CatalogEntry> entry = catalog.find(key);
            differing = looks && (exact || entry.isEmpty()) ? differing(entry) : Optional.empty();
            if (differing.isEmpty() || last == Sight.NO_IMAGE) {
                return Optional.of(new Facts(entry, differing.isPresent()));
            }
            if (System.nanoTime() - end < 0) {
                return Optional.empty();
            }
            if (exact) {
                throw new Fault(
                                Fault.Kind.UNAVAILABLE,
                                "Another program is writing to this image, so that nobody can tell whether the condition holds.")
                        .retryAfter(Duration.ofSeconds(2));
            }
            return Optional.of(new Facts(entry, true));
        }

        private Optional<Store> differing(Optional<CatalogEntry> entry) {
            Optional<Store> store = entry.isPresent()
                    ? policies.store(entry.get().store())
                    : Optional.of(policies.policyFor(key).store());
            return store.filter(there -> {
                Optional<Locator> locator = there.capability(Locating.class).flatMap(paths -> paths.locate(key));
                boolean elsewhere =
                        entry.isPresent() && !entry.map(CatalogEntry::locator).equals(locator);
                return locator.isPresent()
                        && !elsewhere
                        && !there.stat(locator.get())
                                .map(BlobStat::validator)
                                .equals(entry.map(CatalogEntry::validator));
            });
        }

        void look() {
            last = lookout.look(differing.orElseThrow(), key);
            if (last == Sight.BLURRED) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
