package dev.imago.journal;

import dev.imago.database.Database;
import dev.imago.database.Session;
import dev.imago.database.Times;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The journal as a table. Entries are appended in the transaction of the change that they tell of. */
public final class SqlJournal implements Journal {
    private static final String AFTER =
            "SELECT journal.sequence, kind, key, digest, previous, size, happened, cause, node,"
                    + " (SELECT sequence FROM journal_trimmed) AS trimmed FROM journal WHERE journal.sequence > ? ORDER BY journal.sequence LIMIT ?";
    private static final String APPEND =
            "INSERT INTO journal (kind, key, digest, previous, size, happened, cause, node)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence";

    private final Database database;
    private final Arrivals arrivals;
    private final boolean trimsTombstones;

    /** Forgets deleted images with the entries that say so. */
    public SqlJournal(Database database) {
        this(database, true);
    }

    private SqlJournal(Database database, boolean trimsTombstones) {
        this.database = database;
        this.arrivals = new Arrivals(this::last, database.pollInterval());
        this.trimsTombstones = trimsTombstones;
    }

    /** Remembers for ever which images were deleted. */
    public static SqlJournal keepingTombstones(Database database) {
        return new SqlJournal(database, false);
    }

    /**
     * Appends an entry, in the transaction of the session.
     *
     * @param draft its sequence is ignored
     * @return the entry with its place
     */
    public Change append(Session session, Change draft) throws SQLException {
        long sequence = session.first(
                        APPEND,
                        row -> row.getLong(1),
                        draft.kind().name(),
                        draft.key().value(),
                        draft.digest().map(Digest::bytes),
                        draft.previous().map(Digest::bytes),
                        draft.size(),
                        Times.micros(draft.at()),
                        draft.cause().name(),
                        draft.node())
                .orElseThrow();
        return new Change(
                sequence,
                draft.kind(),
                draft.key(),
                draft.digest(),
                draft.previous(),
                draft.size(),
                draft.at(),
                draft.cause(),
                draft.node());
    }

    /** To be called when an appended entry was committed: wakes those who wait for it on this node. */
    public void announce(long sequence) {
        arrivals.observe(sequence);
    }

    @Override
    public List<Change> after(long sequence, int limit) {
        if (limit < 1 || limit > 10_000) {
            throw new IllegalArgumentException("1 to 10,000 changes, not " + limit);
        }
        List<Found> found = database.read(session -> session.list(AFTER, SqlJournal::found, sequence, limit));
        // The newest entry is never trimmed, so where something is missing there is something to be found.
        if (!found.isEmpty() && found.getFirst().trimmed > sequence) {
            throw new Fault(
                    Fault.Kind.GONE,
                    "The journal begins after " + found.getFirst().trimmed + "; changes after " + sequence
                            + " are no longer known.");
        }
        return found.stream().map(Found::change).toList();
    }

    @Override
    public long last() {
        return database.read(session -> session.first("SELECT max(sequence) FROM journal", row -> row.getLong(1))
                .orElse(0L));
    }

    @Override
    public long trimmed() {
        return database.read(session -> session.first("SELECT sequence FROM journal_trimmed", row -> row.getLong(1))
                .orElse(0L));
    }

    @Override
    public boolean await(long sequence, Duration atMost) {
        return arrivals.await(sequence, atMost);
    }

    @Override
    public long cursor(String follower, long startAt) {
        String select = "SELECT sequence FROM follower WHERE name = ?";
        Optional<Long> known = database.read(session -> session.first(select, row -> row.getLong(1), follower));
        return known.orElseGet(() -> database.write(session -> {
            session.update(
                    "INSERT INTO follower (name, sequence, moved) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
                    follower,
                    startAt,
                    Times.micros(Instant.now()));
            return session.first(select, row -> row.getLong(1), follower).orElseThrow();
        }));
    }

    @Override
    public void advance(String follower, long sequence) {
        database.write(session -> session.update(
                "UPDATE follower SET sequence = ?, moved = ? WHERE name = ? AND sequence < ?",
                sequence,
                Times.micros(Instant.now()),
                follower,
                sequence));
    }

    @Override
    public List<Cursor> cursors() {
        return database.read(session -> session.list(
                "SELECT name, sequence, moved FROM follower ORDER BY name",
                row -> new Cursor(row.getString(1), row.getLong(2), Times.instant(row.getLong(3)))));
    }

    @Override
    public void forget(String follower) {
        database.write(session -> session.update("DELETE FROM follower WHERE name = ?", follower));
    }

    @Override
    public long trim(Instant before) {
        return new Trimming(database, trimsTombstones).trim(before);
    }

    private record Found(Change change, long trimmed) {}

    private static Found found(ResultSet row) throws SQLException {
        Change change = new Change(
                row.getLong(1),
                Change.Kind.valueOf(row.getString(2)),
                new ImageKey(row.getString(3)),
                digest(row.getBytes(4)),
                digest(row.getBytes(5)),
                row.getLong(6),
                Times.instant(row.getLong(7)),
                Cause.valueOf(row.getString(8)),
                row.getString(9));
        return new Found(change, row.getLong(10));
    }

    private static Optional<Digest> digest(byte[] bytes) {
        return bytes == null
                ? Optional.empty()
                : Optional.of(new Digest(HexFormat.of().formatHex(bytes)));
    }
}
