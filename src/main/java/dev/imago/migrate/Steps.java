package dev.imago.migrate;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.journal.Change;
import dev.imago.journal.Journal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One migration on the node that runs it, a step at a time. Used by one thread. */
final class Steps {
    private static final int BATCH = 500;

    /** An upload makes its copy itself; what is younger may be at it. */
    private static final Duration YOUNG = Duration.ofMillis(300);

    /** Until then every node knows that a side is given up. */
    static final Duration KNOWN = Duration.ofSeconds(3);

    private final Pass pass;
    private final CopyKeeper keeper;
    private final Settler settler;
    private final Switcher switcher;
    private final Journal journal;
    private final InstantSource clock;
    private boolean clean;

    Steps(Pass pass, CopyKeeper keeper, Settler settler, Switcher switcher, Journal journal, InstantSource clock) {
        this.pass = pass;
        this.keeper = keeper;
        this.settler = settler;
        this.switcher = switcher;
        this.journal = journal;
        this.clock = clock;
    }

    /** How far it is then. */
    Progress step(Migration migration, Tally tally) throws InterruptedException, Pass.Trouble {
        Progress progress = migration.progress();
        if (migration.phase() != Phase.FINISHED) {
            progress = follow(migration, tally);
            pass.retry(migration, key -> settler.settle(migration, key, tally));
        }
        Migration now = migration.with(progress);
        return switch (progress.stage()) {
            case BACKFILL -> backfill(now, tally);
            case VERIFY -> verify(now, tally);
            case SWITCH -> moveOver(now, tally);
            case REMOVE -> remove(now, tally);
            case ON_READ, FOLLOW, DONE -> progress;
        };
    }

    private Progress follow(Migration migration, Tally tally) throws InterruptedException, Pass.Trouble {
        Progress progress = migration.progress();
        List<Change> changes;
        try {
            changes = journal.after(progress.journal(), BATCH).stream()
                    .takeWhile(change -> change.at().isBefore(clock.instant().minus(YOUNG)))
                    .toList();
        } catch (Fault trimmed) {
            if (trimmed.kind() != Fault.Kind.GONE) {
                throw trimmed;
            }
            // All that is there is gone over again, if it ever was; what was deleted is found by the sweep.
            long end = journal.last();
            boolean stays = progress.stage() == Stage.SWITCH || progress.stage() == Stage.ON_READ;
            return progress.at(stays ? progress.stage() : Stage.BACKFILL).followed(end);
        }
        if (changes.isEmpty()) {
            return progress;
        }
        Set<ImageKey> keys = new LinkedHashSet<>();
        changes.stream().map(Change::key).filter(migration.plan()::covers).forEach(keys::add);
        pass.each(migration, keys, key -> settler.settle(migration, key, tally));
        return progress.followed(changes.getLast().sequence());
    }

    private Progress backfill(Migration migration, Tally tally) throws InterruptedException, Pass.Trouble {
        List<CatalogEntry> page = pass.page(migration);
        if (page.isEmpty()) {
            boolean verified = migration.plan().verify() == Plan.Verify.NONE;
            return migration.progress().at(verified ? Stage.FOLLOW : Stage.VERIFY);
        }
        pass.each(migration, pass.planned(migration, page), key -> settler.settle(migration, key, tally));
        return behind(migration, page);
    }

    private Progress verify(Migration migration, Tally tally) throws InterruptedException, Pass.Trouble {
        List<CatalogEntry> page = pass.page(migration);
        if (page.isEmpty()) {
            return migration.progress().at(Stage.FOLLOW);
        }
        // What could not be copied has nothing to verify, and stays noted.
        var _ = pass.look(migration, keys(page), key -> settler.verify(migration, key, tally));
        return behind(migration, page);
    }

    /** Goes over all until nothing was left to move, and no node can have put anything on the side that is given up. */
    private Progress moveOver(Migration migration, Tally tally) throws InterruptedException, Pass.Trouble {
        Progress progress = migration.progress();
        if (progress.position().isEmpty()) {
            clean = clock.instant().isAfter(migration.changed().plus(KNOWN));
        }
        List<CatalogEntry> page = pass.page(migration);
        if (page.isEmpty()) {
            return clean ? progress.at(Stage.REMOVE) : progress.at(Stage.SWITCH);
        }
        List<ImageKey> left = page.stream()
                .filter(image -> image.store().equals(migration.loser()))
                .map(CatalogEntry::key)
                .toList();
        clean &= left.isEmpty();
        pass.each(migration, left, key -> {
            settler.settle(migration, key, tally);
            if (!switcher.move(key, migration.loser(), migration.winner())) {
                throw new Fault(Fault.Kind.CHANGED, "Its copy is missing, and is made again.");
            }
        });
        return behind(migration, page);
    }

    private Progress remove(Migration migration, Tally tally) throws InterruptedException, Pass.Trouble {
        Progress progress = migration.progress();
        if (migration.plan().removeAfter().isEmpty()) {
            return progress.at(Stage.DONE);
        }
        if (clock.instant()
                .isBefore(
                        migration.changed().plus(migration.plan().removeAfter().get()))) {
            return progress;
        }
        pass.retry(migration, key -> keeper.giveUp(key, migration.loser(), tally));
        List<CatalogEntry> page = pass.page(migration);
        if (page.isEmpty()) {
            return pass.failed(migration) ? progress : progress.at(Stage.DONE);
        }
        pass.each(migration, keys(page), key -> keeper.giveUp(key, migration.loser(), tally));
        return behind(migration, page);
    }

    private static List<ImageKey> keys(List<CatalogEntry> page) {
        return page.stream().map(CatalogEntry::key).toList();
    }

    private static Progress behind(Migration migration, List<CatalogEntry> page) {
        return migration.progress().behind(page.getLast().key().value(), page.size());
    }
}
