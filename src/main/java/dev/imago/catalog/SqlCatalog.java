package dev.imago.catalog;

import dev.imago.database.Database;
import dev.imago.database.Session;
import dev.imago.image.ImageKey;
import dev.imago.journal.Change;
import dev.imago.journal.SqlJournal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The catalog as tables, in the same database as the journal, so that both change in one transaction. */
public final class SqlCatalog implements Catalog {
    private static final int MAX_LISTED = 10_000;
    private static final int COUNTED_AT_ONCE = 1_000;

    private final Database database;
    private final SqlJournal journal;
    private final String node;
    private final KeyLocks locks;

    /** @param node the name of this node in the journal */
    public SqlCatalog(Database database, SqlJournal journal, String node) {
        this.database = database;
        this.journal = journal;
        this.node = node;
        this.locks = new KeyLocks(database.clusterLocks());
    }

    @Override
    public Optional<CatalogEntry> find(ImageKey key) {
        return database.read(session -> ImageTable.find(session, key));
    }

    @Override
    public Optional<CatalogEntry> findIgnoringCase(ImageKey key) {
        return database.read(session -> ImageTable.findFolded(session, key));
    }

    @Override
    public List<Copy> copies(ImageKey key) {
        return database.read(session -> CopyTable.of(session, key));
    }

    @Override
    public List<CatalogEntry> list(String prefix, Optional<ImageKey> after, int limit) {
        if (limit < 1 || limit > MAX_LISTED) {
            throw new IllegalArgumentException("1 to 10,000 images, not " + limit);
        }
        Optional<KeyRange> range = KeyRange.of(prefix);
        return range.isEmpty()
                ? List.of()
                : database.read(session -> ImageTable.list(session, range.get(), after, limit));
    }

    @Override
    public Optional<Change> commit(Mutation mutation) {
        return commit(List.of(mutation)).getFirst();
    }

    @Override
    public List<Optional<Change>> commit(List<? extends Mutation> mutations) {
        List<Optional<Change>> changes = database.write(session -> apply(session, mutations));
        changes.stream()
                .flatMap(Optional::stream)
                .mapToLong(Change::sequence)
                .max()
                .ifPresent(journal::announce);
        return changes;
    }

    @Override
    public KeyLock lock(ImageKey key) {
        return locks.lock(key);
    }

    @Override
    public Optional<KeyLock> tryLock(ImageKey key, Duration atMost) {
        return locks.tryLock(key, atMost);
    }

    @Override
    public Usage usage(String prefix) {
        Optional<KeyRange> range = KeyRange.of(prefix);
        if (range.isEmpty()) {
            return new Usage(0, 0);
        }
        return database.read(session -> {
            Optional<Usage> kept = UsageCounters.kept(session, prefix);
            return kept.isPresent() ? kept.get() : UsageCounters.computed(session, range.get());
        });
    }

    /**
     * Keeps counts for these prefixes from now on, and for no others but the empty one. A new prefix is counted once, a few
     * images at a time, with writers' turns in between; a count that is cut short goes on with the next call, on any node. Until
     * it is done, {@link #usage} computes.
     */
    public void track(Set<String> prefixes) {
        track(prefixes, COUNTED_AT_ONCE);
    }

    void track(Set<String> prefixes, int atOnce) {
        database.write(session -> {
            UsageCounters.track(session, prefixes);
            return true;
        });
        while (database.write(session -> UsageCounters.countOn(session, atOnce))) {
            // The next turn is behind those of the writers who wait.
        }
    }

    private List<Optional<Change>> apply(Session session, List<? extends Mutation> mutations) throws SQLException {
        MutationWriter writer = new MutationWriter(session, journal, node);
        List<Optional<Change>> changes = new ArrayList<>(mutations.size());
        for (Mutation mutation : mutations) {
            changes.add(writer.apply(mutation));
        }
        writer.finish();
        return changes;
    }
}
