package dev.imago.migrate;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.Copies;
import dev.imago.image.Fault;
import dev.imago.journal.Journal;
import dev.imago.store.ReadOnly;
import dev.imago.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What administrators order. Every order is one transaction; this node follows it at once, the others within a second. Thread-safe;
 * blocks; throws a {@link Fault} of kind {@code ABSENT} for an unknown id and {@code CONFLICT} for what is not possible now.
 */
public final class Orders {
    private static final int MOST_ERRORS = 100;

    private final MigrationTable table;
    private final ErrorTable errors;
    private final Copies copies;
    private final Catalog catalog;
    private final Journal journal;
    private final Function<String, Optional<Store>> stores;
    private final InstantSource clock;
    private final Runnable changed;

    Orders(
            MigrationTable table,
            ErrorTable errors,
            Copies copies,
            Catalog catalog,
            Journal journal,
            Function<String, Optional<Store>> stores,
            InstantSource clock,
            Runnable changed) {
        this.table = table;
        this.errors = errors;
        this.copies = copies;
        this.catalog = catalog;
        this.journal = journal;
        this.stores = stores;
        this.clock = clock;
        this.changed = changed;
    }

    /** An image that could not be copied so far, and why. */
    public record Failure(String key, String problem, int tries) {}

    /**
     * What stands between a migration and its end.
     *
     * @param store that is to have all: the target, after a rollback the source
     * @param images of the other side that have no copy there
     * @param unverified those whose copy was not read again
     */
    public record Lacking(String store, long images, long unverified) {}

    /**
     * Begins to copy all that is there.
     *
     * @throws Fault of kind {@code INVALID} for stores that are not configured, the same, or only read
     */
    public Migration start(Plan plan) {
        return begin(plan, Stage.BACKFILL);
    }

    /** Begins to copy what is read, and what is uploaded, from now on; otherwise as {@link #start}. */
    public Migration startLazily(Plan plan) {
        return begin(plan, Stage.ON_READ);
    }

    private Migration begin(Plan plan, Stage stage) {
        require(plan.from());
        require(plan.to());
        if (plan.from().equals(plan.to())) {
            throw new Fault(Fault.Kind.INVALID, "A migration leads from one store to another one.");
        }
        long position = journal.last();
        Catalog.Usage usage = catalog.usage(plan.prefix());
        Instant now = clock.instant();
        var migration = new Migration(
                UUID.randomUUID().toString(),
                plan,
                Phase.COPYING,
                0,
                plan.prefix(),
                false,
                now,
                now,
                Progress.begin(stage, position, usage.images(), usage.bytes()));
        table.insert(migration);
        changed.run();
        return migration;
    }

    /** In the order in which they were started. */
    public List<Migration> list() {
        return table.all();
    }

    public Migration find(String id) {
        return table.find(id).orElseThrow(() -> MigrationTable.absent(id));
    }

    /** The first hundred. */
    public List<Failure> failures(String id) {
        return errors.list(id, MOST_ERRORS).stream()
                .map(failed -> new Failure(failed.key().value(), failed.problem(), failed.tries()))
                .toList();
    }

    /** What there is on both sides. */
    public Proof proof() {
        return new Proof(catalog, copies);
    }

    public long failed(String id) {
        return errors.count(id);
    }

    /** Reads the rows of all images below the prefix. */
    public Lacking lacking(Migration migration) {
        boolean forth = migration.phase() == Phase.COPYING;
        return lacking(migration, forth ? migration.plan().to() : migration.winner(), Long.MAX_VALUE);
    }

    /** @param until what changed behind that place of the journal is left out */
    private Lacking lacking(Migration migration, String store, long until) {
        String other = migration.other(store).orElseThrow();
        Copies.Missing missing = copies.missing(migration.plan().prefix(), store, other, until);
        return new Lacking(store, missing.images(), missing.unverified());
    }

    public Migration pause(String id, boolean rests) {
        return change(id, now -> now.paused(rests));
    }

    /** Has all images gone over, from the first one on, unless that is under way; one that was lazy is so no more. */
    public Migration backfill(String id) {
        return change(id, now -> {
            requireReversible(now);
            Stage stage = now.progress().stage();
            boolean underWay = stage == Stage.BACKFILL || stage == Stage.VERIFY;
            return now.paused(false)
                    .with(underWay ? now.progress() : now.progress().at(Stage.BACKFILL));
        });
    }

    /** Has some or all keys read from, and written to, the target. */
    public Migration cutOver(String id, int percent, String prefix) {
        if (percent < 1 || percent > Hundredth.PARTS) {
            throw new Fault(Fault.Kind.INVALID, "A share is 1 to 100 percent.");
        }
        return change(id, now -> {
            requireReversible(now);
            if (!prefix.isEmpty() && !prefix.startsWith(now.plan().prefix())) {
                throw new Fault(
                        Fault.Kind.INVALID,
                        "'" + prefix + "' is not below '" + now.plan().prefix() + "'.");
            }
            String shared = prefix.isEmpty() ? now.plan().prefix() : prefix;
            return now.to(Phase.CUT_OVER, clock.instant()).shared(percent, shared);
        });
    }

    /** Has all keys read from, and written to, the source again. */
    public Migration rollBack(String id) {
        return change(id, now -> {
            requireReversible(now);
            return now.to(Phase.ROLLED_BACK, clock.instant())
                    .shared(0, now.plan().prefix());
        });
    }

    /**
     * Gives up the side that does not count: the source after a cutover, the target otherwise.
     *
     * @param removeAfter when its bytes are removed; empty: never
     * @throws Fault of kind {@code CONFLICT} while an image is missing on the other side, or was to be verified and is not
     */
    public Migration finish(String id, Optional<Duration> removeAfter) {
        Migration before = find(id);
        requireReversible(before);
        if (!before.whole()) {
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    "Only a part is cut over. Cut over all of it, or roll back, before it is finished.");
        }
        boolean lazy = before.progress().stage() == Stage.ON_READ;
        // What the runner has not come to yet gets its copy before it is made to count there.
        Lacking lacking = lacking(before, before.winner(), before.progress().journal());
        if (lacking.images() > 0) {
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    lacking.images() + " images have no copy in " + before.winner() + " yet"
                            + (lazy
                                    ? ", as only what is read is copied. Resume it with backfill to have them copied."
                                    : "."));
        }
        if (before.plan().verify() == Plan.Verify.FULL && lacking.unverified() > 0) {
            if (lazy || before.progress().stage() == Stage.FOLLOW) {
                var _ = change(id, now -> now.with(now.progress().at(Stage.VERIFY)));
            }
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    lacking.unverified() + " copies in " + before.winner() + " are not verified yet.");
        }
        if (!lazy && before.progress().stage() != Stage.FOLLOW) {
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    "It has not gone over all images yet; it is at "
                            + before.progress().stage().name().toLowerCase(Locale.ROOT) + ".");
        }
        return change(id, now -> {
            requireReversible(now);
            if (now.share() != before.share()) {
                throw new Fault(Fault.Kind.CONFLICT, "Somebody has just cut over or rolled back.");
            }
            return now.to(Phase.FINISHING, clock.instant())
                    .removing(removeAfter)
                    .paused(false)
                    .with(now.progress().at(Stage.SWITCH));
        });
    }

    private Migration change(String id, UnaryOperator<Migration> change) {
        Migration now = table.change(id, change);
        changed.run();
        return now;
    }

    private static void requireReversible(Migration migration) {
        if (!migration.phase().reversible()) {
            throw new Fault(Fault.Kind.CONFLICT, "One side was given up already.");
        }
    }

    /** The stores in which images below a prefix count, by name; reads all of their rows. */
    public List<String> storesOf(String prefix) {
        return copies.storesOf(prefix);
    }

    private void require(String name) {
        Store store = stores.apply(name)
                .orElseThrow(
                        () -> new Fault(Fault.Kind.INVALID, "There is no store '" + name + "' in the configuration."));
        if (store.capability(ReadOnly.class).isPresent()) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "The store '" + name
                            + "' can only be read, so nothing is moved to it or from it. With import-on-read its images come over as they are read.");
        }
    }
}
