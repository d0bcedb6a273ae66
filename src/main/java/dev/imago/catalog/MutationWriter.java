package dev.imago.catalog;

import dev.imago.database.Session;
import dev.imago.database.Times;
import dev.imago.image.Digest;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.journal.Change;
import dev.imago.journal.SqlJournal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Turns mutations into rows and journal entries, in one transaction, in which nobody else writes. */
final class MutationWriter {
    private final Session session;
    private final SqlJournal journal;
    private final String node;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final UsageCounters usage = new UsageCounters();

    MutationWriter(Session session, SqlJournal journal, String node) {
        this.session = session;
        this.journal = journal;
        this.node = node;
    }

    Optional<Change> apply(Mutation mutation) throws SQLException {
        Optional<CatalogEntry> current = ImageTable.find(session, mutation.key());
        long version = current.map(CatalogEntry::version).orElse(0L);
        if (mutation.expectedVersion().isPresent() && mutation.expectedVersion().getAsLong() != version) {
            return Optional.empty();
        }
        return switch (mutation) {
            case Mutation.Put put -> Optional.of(put(put, current));
            case Mutation.Delete delete when current.isPresent() -> Optional.of(delete(delete, current.get()));
            case Mutation.Delete _ -> Optional.empty();
            case Mutation.Revalidate revalidate -> revalidate(revalidate, current);
            case Mutation.Move move -> move(move, current);
        };
    }

    /** Writes what was summed up. */
    void finish() throws SQLException {
        usage.write(session);
    }

    private Change put(Mutation.Put put, Optional<CatalogEntry> current) throws SQLException {
        CatalogEntry entry = put.entry();
        Change change = journal.append(
                session,
                draft(
                        Change.Kind.PUT,
                        entry.key(),
                        Optional.of(entry.digest()),
                        current.map(CatalogEntry::digest),
                        entry.size(),
                        put.cause()));
        Instant created = current.map(CatalogEntry::created).orElse(entry.created());
        ImageTable.put(session, versioned(entry, created, change.sequence()));
        if (current.isEmpty()) {
            ImageTable.unbury(session, entry.key());
        } else {
            CopyTable.moved(session, current.get(), entry);
        }
        usage.add(
                entry.key(),
                current.isEmpty() ? 1 : 0,
                entry.size() - current.map(CatalogEntry::size).orElse(0L));
        return change;
    }

    private Change delete(Mutation.Delete delete, CatalogEntry current) throws SQLException {
        Change change = journal.append(
                session,
                draft(
                        Change.Kind.DELETE,
                        delete.key(),
                        Optional.empty(),
                        Optional.of(current.digest()),
                        0,
                        delete.cause()));
        ImageTable.delete(session, delete.key(), change.sequence(), Times.micros(now));
        usage.add(delete.key(), -1, -current.size());
        return change;
    }

    /** Other bytes than those that are known are no matter of a new mark or place. */
    private Optional<Change> revalidate(Mutation.Revalidate revalidate, Optional<CatalogEntry> current)
            throws SQLException {
        CatalogEntry entry = revalidate.entry();
        if (current.isEmpty() || !current.get().digest().equals(entry.digest())) {
            return Optional.empty();
        }
        ImageTable.revalidate(session, entry);
        return Optional.of(unwritten(current.get(), revalidate.cause()));
    }

    private Optional<Change> move(Mutation.Move move, Optional<CatalogEntry> current) throws SQLException {
        if (current.isEmpty() || !move.to().counts(current.get())) {
            return Optional.empty();
        }
        CatalogEntry moved = move.to().as(current.get());
        ImageTable.put(session, moved);
        CopyTable.moved(session, current.get(), moved);
        return Optional.of(unwritten(moved, move.cause()));
    }

    /** What would be told of a change that no reader can see. */
    private Change unwritten(CatalogEntry entry, Cause cause) {
        Optional<Digest> digest = Optional.of(entry.digest());
        return new Change(
                entry.version(), Change.Kind.PUT, entry.key(), digest, digest, entry.size(), now, cause, node);
    }

    private Change draft(
            Change.Kind kind,
            ImageKey key,
            Optional<Digest> digest,
            Optional<Digest> previous,
            long size,
            Cause cause) {
        return new Change(0, kind, key, digest, previous, size, now, cause, node);
    }

    private static CatalogEntry versioned(CatalogEntry entry, Instant created, long version) {
        return new CatalogEntry(
                entry.key(),
                entry.store(),
                entry.locator(),
                entry.validator(),
                entry.digest(),
                entry.size(),
                entry.format(),
                entry.dimensions(),
                entry.modified(),
                created,
                version);
    }
}
