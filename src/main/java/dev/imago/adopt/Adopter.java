package dev.imago.adopt;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.journal.Change;
import dev.imago.store.BlobStat;
import dev.imago.store.Locating;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the catalog up to date with what lies in a store where keys tell it. Reads without a lock, since that may take long; then
 * takes the keys' locks, so that uploads under way are over, and makes a fact only of what is still as it was read. Several
 * keys become facts in one transaction. Thread-safe; blocks.
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
        /** It seems to be gone, and only a scan of everything can tell: a file system may not be mounted. */
        HELD_BACK,
        /** It is not an image. */
        IGNORED,
        /** It is being written, or changed in this moment; look again soon. */
        LATER,
        /** The store or the catalog does not answer; look again after a while. */
        DOWN,
        /** It cannot be read, and looking again is of no use. */
        FAILED
    }

    /** What is to be thought of an image whose file is not there. */
    public enum Removals {
        /** It was removed: the system or the administrator says so, or a scan has weighed all removals together. */
        BELIEVED,
        /** One file says nothing: of a file system that is not mounted, each one is missing. */
        HELD_BACK
    }

    private static final Logger LOG = LoggerFactory.getLogger(Adopter.class);

    /** For a key that somebody else has: the others of its batch, whose locks are held, do not wait for it. */
    private static final Duration PATIENCE = Duration.ofMillis(10);

    /** Something that differs from the catalog, as it was found without a lock. */
    private record Difference(ImageKey key, Locator locator, Finding finding) {}

    private final Store store;
    private final Locating paths;
    private final Catalog catalog;
    private final Inspector inspector;
    private final Clock clock;

    public Adopter(Store store, Locating paths, Catalog catalog, Inspector inspector, Clock clock) {
        this.store = store;
        this.paths = paths;
        this.catalog = catalog;
        this.inspector = inspector;
        this.clock = clock;
    }

    /** Compares, and adopts what differs. Throws no faults; the outcomes are in the order of the keys, which differ. */
    public List<Outcome> examine(List<ImageKey> keys, Removals removals) {
        Map<ImageKey, Outcome> outcomes = new HashMap<>();
        List<Difference> differences = new ArrayList<>();
        for (ImageKey key : keys) {
            outcomes.put(key, guarded(key, () -> look(key, removals, differences)));
        }
        // All who hold several locks take them in this order, so that they never wait for each other in a ring.
        differences.sort(Comparator.comparing(Difference::key, Comparator.comparing(ImageKey::value)));
        if (!differences.isEmpty()) {
            new Settlement(outcomes).run(differences);
        }
        return keys.stream().map(outcomes::get).toList();
    }

    private static Outcome guarded(ImageKey key, Supplier<Outcome> work) {
        try {
            return work.get();
        } catch (Fault fault) {
            if (passes(fault)) {
                return Outcome.DOWN;
            }
            LOG.warn("{} cannot be adopted: {} {}", key, fault.message(), fault.detail());
            return Outcome.FAILED;
        } catch (RuntimeException e) {
            LOG.error("{} cannot be adopted by a mistake of this program", key, e);
            return Outcome.FAILED;
        }
    }

    /** Whether it is worth to try again: a database without room may have some in a while. */
    private static boolean passes(Fault fault) {
        return fault.retryable() || fault.kind() == Fault.Kind.NO_SPACE;
    }

    /** Adds what is to be settled to the differences; its outcome is LATER until then. */
    private Outcome look(ImageKey key, Removals removals, List<Difference> differences) {
        Optional<Locator> locator = paths.locate(key);
        if (locator.isEmpty()) {
            return Outcome.IGNORED;
        }
        Optional<CatalogEntry> known = catalog.find(key);
        if (known.isPresent() && !liesAt(known.get(), locator.get())) {
            return Outcome.IGNORED;
        }
        if (known.isEmpty() && isCopy(key)) {
            return Outcome.IGNORED;
        }
        Optional<BlobStat> stat = store.stat(locator.get());
        if (known.map(CatalogEntry::validator).equals(stat.map(BlobStat::validator))) {
            return Outcome.UNCHANGED;
        }
        Finding finding = inspector.inspect(store, locator.get());
        if (finding instanceof Finding.NoImage && known.isEmpty()) {
            return Outcome.IGNORED;
        }
        if (finding instanceof Finding.Nothing && removals == Removals.HELD_BACK) {
            return known.isPresent() ? Outcome.HELD_BACK : Outcome.IGNORED;
        }
        if (!(finding instanceof Finding.Unsettled)) {
            differences.add(new Difference(key, locator.get(), finding));
        }
        return Outcome.LATER;
    }

    /** What lies there was put as a copy of an image that is gone, and goes as well. */
    private boolean isCopy(ImageKey key) {
        return catalog.copies(key).stream().anyMatch(copy -> copy.store().equals(store.name()));
    }

    /** An image that is known to lie elsewhere is no matter of what lies here. */
    private boolean liesAt(CatalogEntry known, Locator locator) {
        return known.store().equals(store.name()) && known.locator().equals(locator);
    }

    /** Differences become facts, with the keys' locks held. */
    private final class Settlement {
        private final Map<ImageKey, Outcome> outcomes;
        private final List<Catalog.KeyLock> locks = new ArrayList<>();
        private final List<Mutation> mutations = new ArrayList<>();

        Settlement(Map<ImageKey, Outcome> outcomes) {
            this.outcomes = outcomes;
        }

        void run(List<Difference> differences) {
            try {
                for (Difference difference : differences) {
                    outcomes.put(difference.key(), guarded(difference.key(), () -> prepare(difference)));
                }
                if (!mutations.isEmpty()) {
                    commit();
                }
            } finally {
                locks.forEach(Catalog.KeyLock::close);
            }
        }

        private Outcome prepare(Difference difference) {
            Optional<Catalog.KeyLock> lock = catalog.tryLock(difference.key(), PATIENCE);
            if (lock.isEmpty()) {
                return Outcome.LATER;
            }
            locks.add(lock.get());
            Optional<CatalogEntry> known = catalog.find(difference.key());
            Optional<BlobStat> stat = store.stat(difference.locator());
            boolean elsewhere = known.isPresent() && !liesAt(known.get(), difference.locator());
            if (elsewhere || (known.isEmpty() && isCopy(difference.key()))) {
                return Outcome.IGNORED;
            }
            if (known.map(CatalogEntry::validator).equals(stat.map(BlobStat::validator))) {
                return Outcome.UNCHANGED;
            }
            if (!stat.map(BlobStat::validator).equals(validator(difference.finding()))) {
                return Outcome.LATER;
            }
            if (difference.finding() instanceof Finding.Found found) {
                mutations.add(adoption(difference, known, found));
            } else if (known.isPresent()) {
                mutations.add(new Mutation.Delete(
                        difference.key(),
                        Cause.ADOPTION,
                        OptionalLong.of(known.get().version())));
            } else {
                return Outcome.IGNORED;
            }
            return Outcome.LATER;
        }

        private void commit() {
            try {
                record(mutations, catalog.commit(mutations));
            } catch (RuntimeException together) {
                if (together instanceof Fault fault && passes(fault)) {
                    mutations.forEach(mutation -> outcomes.put(mutation.key(), Outcome.DOWN));
                } else {
                    mutations.forEach(this::commitAlone);
                }
            }
        }

        /** One that the catalog refuses takes no other along. */
        private void commitAlone(Mutation mutation) {
            outcomes.put(mutation.key(), guarded(mutation.key(), () -> {
                record(List.of(mutation), catalog.commit(List.of(mutation)));
                return outcomes.getOrDefault(mutation.key(), Outcome.LATER);
            }));
        }

        private void record(List<Mutation> committed, List<Optional<Change>> changes) {
            for (int i = 0; i < committed.size(); i++) {
                if (changes.get(i).isPresent()) {
                    boolean removal = committed.get(i) instanceof Mutation.Delete;
                    outcomes.put(committed.get(i).key(), removal ? Outcome.REMOVED : Outcome.ADOPTED);
                }
            }
        }
    }

    /** The version that was found; empty if nothing was. */
    private static Optional<String> validator(Finding finding) {
        return switch (finding) {
            case Finding.Found found -> Optional.of(found.stat().validator());
            case Finding.NoImage noImage -> Optional.of(noImage.stat().validator());
            case Finding.Nothing nothing -> Optional.empty();
            case Finding.Unsettled unsettled -> Optional.empty();
        };
    }

    private Mutation adoption(Difference difference, Optional<CatalogEntry> known, Finding.Found found) {
        Instant now = clock.instant();
        var entry = new CatalogEntry(
                difference.key(),
                store.name(),
                difference.locator(),
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
        return same
                ? new Mutation.Revalidate(entry, Cause.ADOPTION, expected)
                : new Mutation.Put(entry, Cause.ADOPTION, expected);
    }
}
