package dev.imago.migrate;

import dev.imago.adopt.Pace;
import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Goes over the images of a migration, a page at a time. Used by one thread. */
final class Pass {
    private static final int PAGE = 256;

    /** Of so many that were tried, most failing means that a store is down. */
    private static final int TELLING = 8;

    private final Catalog catalog;
    private final Copies copies;
    private final Function<String, Optional<Store>> stores;
    private final Copier copier;
    private final ErrorTable errors;
    private final InstantSource clock;

    Pass(
            Catalog catalog,
            Copies copies,
            Function<String, Optional<Store>> stores,
            Copier copier,
            ErrorTable errors,
            InstantSource clock) {
        this.catalog = catalog;
        this.copies = copies;
        this.stores = stores;
        this.copier = copier;
        this.errors = errors;
        this.clock = clock;
    }

    /** The next page of the images below the prefix. */
    List<CatalogEntry> page(Migration migration) {
        String position = migration.progress().position();
        return catalog.list(
                migration.plan().prefix(),
                position.isEmpty() ? Optional.empty() : Optional.of(new ImageKey(position)),
                PAGE);
    }

    /** Those that lack a copy on the other side, after it was written down that they are about to get one. */
    Set<ImageKey> planned(Migration migration, List<CatalogEntry> page) {
        Set<ImageKey> keys = new LinkedHashSet<>();
        if (page.isEmpty()) {
            return keys;
        }
        List<Copy> known = copies.between(page.getFirst().key(), page.getLast().key());
        List<CatalogEntry> lacking = page.stream()
                .filter(image -> lacks(image, migration.second(image.store()), known))
                .toList();
        for (String side : List.of(migration.plan().from(), migration.plan().to())) {
            List<CatalogEntry> towards = new ArrayList<>(lacking);
            towards.removeIf(image -> !migration.second(image.store()).equals(Optional.of(side)));
            stores.apply(side).ifPresent(store -> copier.plan(towards, store));
        }
        lacking.forEach(image -> keys.add(image.key()));
        return keys;
    }

    private static boolean lacks(CatalogEntry image, Optional<String> second, List<Copy> known) {
        return second.isPresent()
                && known.stream()
                        .noneMatch(copy -> copy.key().equals(image.key())
                                && copy.store().equals(second.get())
                                && copy.counts(image));
    }

    /** What most of the images failed for, so that nothing is to be concluded from single ones. */
    static final class Trouble extends Exception {
        private static final long serialVersionUID = 1;

        Trouble(String message) {
            super(message);
        }
    }

    /**
     * Does something to images, and notes which failed; what failed before and succeeds now is forgotten.
     *
     * @throws Trouble when nearly all fail for something that passes
     */
    void each(Migration migration, Collection<ImageKey> keys, Consumer<ImageKey> work)
            throws InterruptedException, Trouble {
        Set<ImageKey> failed = look(migration, keys, work);
        errors.settled(
                migration.id(),
                keys.stream().filter(key -> !failed.contains(key)).toList());
    }

    /**
     * Does something to images that leaves open whether what failed before would succeed now, and notes which failed.
     *
     * @return those
     * @throws Trouble when nearly all fail for something that passes
     */
    Set<ImageKey> look(Migration migration, Collection<ImageKey> keys, Consumer<ImageKey> work)
            throws InterruptedException, Trouble {
        Map<ImageKey, Fault> failed = SideBySide.each(keys, migration.plan().concurrency(), work);
        boolean passing = failed.values().stream().allMatch(Pass::passes);
        if (keys.size() >= TELLING && failed.size() * 2 > keys.size() && passing) {
            throw new Trouble(failed.values().iterator().next().message());
        }
        failed.forEach((key, fault) -> errors.note(migration.id(), key, fault.message(), clock.instant()));
        return failed.keySet();
    }

    /** Whether what it failed for is likely to pass, and is not the image's own. */
    static boolean passes(Fault fault) {
        return fault.retryable() || fault.kind() == Fault.Kind.NO_SPACE;
    }

    /** Tries again what failed, where its time has come. */
    void retry(Migration migration, Consumer<ImageKey> work) throws InterruptedException, Trouble {
        each(migration, errors.due(migration.id(), clock.instant(), PAGE), work);
    }

    /** Whether images wait for another try. */
    boolean failed(Migration migration) {
        return errors.count(migration.id()) > 0;
    }

    /** A reader's pace for this migration. */
    static LongConsumer pace(Plan plan) {
        return plan.rate() == Long.MAX_VALUE ? bytes -> {} : new Pace(plan.rate());
    }
}
