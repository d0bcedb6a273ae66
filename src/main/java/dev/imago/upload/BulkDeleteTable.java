package dev.imago.upload;

import dev.imago.database.Database;
import dev.imago.database.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Bulk deletes in the database, where every node sees them and one at a time works on each. */
final class BulkDeleteTable {
    /** How long a node may be silent until another one takes its work over. */
    static final Duration LEASE = Duration.ofMinutes(1);

    private static final String SELECT = "SELECT * FROM bulk_delete ";

    private final Database database;

    BulkDeleteTable(Database database) {
        this.database = database;
    }

    void insert(BulkDelete job) {
        database.write(session -> session.update(
                "INSERT INTO bulk_delete (id, prefix, until, total, deleted, failed, position, problem, started, owner,"
                        + " lease) VALUES (?, ?, ?, ?, 0, 0, '', '', ?, '', 0)",
                job.id(),
                job.prefix(),
                job.until(),
                job.total(),
                Times.micros(job.started())));
    }

    Optional<BulkDelete> find(String id) {
        return database.read(session -> session.first(SELECT + "WHERE id = ?", BulkDeleteTable::read, id));
    }

    /** The newest first. */
    List<BulkDelete> newest(int limit) {
        return database.read(
                session -> session.list(SELECT + "ORDER BY started DESC, id LIMIT ?", BulkDeleteTable::read, limit));
    }

    List<BulkDelete> unfinished() {
        return database.read(
                session -> session.list(SELECT + "WHERE finished IS NULL ORDER BY started, id", BulkDeleteTable::read));
    }

    /** Takes a job for a node, or keeps it. False when another node has it, or it is finished. */
    boolean claim(String id, String node, Instant now) {
        return database.write(session -> session.update(
                        "UPDATE bulk_delete SET owner = ?, lease = ? WHERE id = ? AND finished IS NULL"
                                + " AND (owner = ? OR lease < ?)",
                        node,
                        Times.micros(now.plus(LEASE)),
                        id,
                        node,
                        Times.micros(now)))
                == 1;
    }

    /** Keeps the state of a job that this node has, and prolongs its claim. */
    void save(BulkDelete job, String node, Instant now) {
        database.write(session -> session.update(
                "UPDATE bulk_delete SET deleted = ?, failed = ?, position = ?, problem = ?, finished = ?, lease = ?"
                        + " WHERE id = ? AND owner = ?",
                job.deleted(),
                job.failed(),
                job.position(),
                job.problem(),
                job.finished().map(Times::micros),
                Times.micros(now.plus(LEASE)),
                job.id(),
                node));
    }

    /** Forgets what was finished before a time. */
    void trim(Instant before) {
        database.write(session -> session.update("DELETE FROM bulk_delete WHERE finished < ?", Times.micros(before)));
    }

    private static BulkDelete read(ResultSet row) throws SQLException {
        long finished = row.getLong("finished");
        Optional<Instant> end = row.wasNull() ? Optional.empty() : Optional.of(Times.instant(finished));
        return new BulkDelete(
                row.getString("id"),
                row.getString("prefix"),
                row.getLong("until"),
                row.getLong("total"),
                row.getLong("deleted"),
                row.getLong("failed"),
                row.getString("position"),
                row.getString("problem"),
                Times.instant(row.getLong("started")),
                end);
    }
}
