package dev.imago.migrate;

import dev.imago.database.Database;
import dev.imago.database.Session;
import dev.imago.database.Times;
import dev.imago.image.Fault;
import dev.imago.migrate.Plan.Verify;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Migrations in the database, where every node sees them. */
final class MigrationTable {
    private static final String SELECT = "SELECT * FROM migration ";
    private static final String COUNT = "copied = copied + ?, bytes = bytes + ?, verified = verified + ?,"
            + " mismatched = mismatched + ?, removed = removed + ?";

    private final Database database;

    MigrationTable(Database database) {
        this.database = database;
    }

    /** In the order in which they were started. */
    List<Migration> all() {
        return database.read(session -> session.list(SELECT + "ORDER BY started, id", MigrationTable::read));
    }

    Optional<Migration> find(String id) {
        return database.read(session -> find(session, id));
    }

    /** @throws Fault of kind {@code CONFLICT} when another one that is not finished has keys in common */
    void insert(Migration migration) {
        database.write(session -> {
            List<Migration> others = session.list(SELECT + "WHERE phase <> 'FINISHED'", MigrationTable::read);
            others.stream()
                    .filter(other -> other.plan().meets(migration.plan()))
                    .findFirst()
                    .ifPresent(other -> {
                        throw new Fault(
                                Fault.Kind.CONFLICT,
                                "The migration " + other.id() + " of '"
                                        + other.plan().prefix() + "' has keys in common, and is not finished.");
                    });
            return insert(session, migration);
        });
    }

    private static int insert(Session session, Migration migration) throws SQLException {
        Plan plan = migration.plan();
        Progress progress = migration.progress();
        return session.update(
                "INSERT INTO migration (id, prefix, source, target, verify, rate, concurrency, remove_after, started,"
                        + " images, total, phase, share, shared_prefix, paused, changed, stage, position, journal, looked,"
                        + " copied, bytes, verified, mismatched, removed, problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                        + " ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, '')",
                migration.id(),
                plan.prefix(),
                plan.from(),
                plan.to(),
                plan.verify().name(),
                plan.rate(),
                plan.concurrency(),
                plan.removeAfter().map(MigrationTable::micros),
                Times.micros(migration.started()),
                progress.images(),
                progress.total(),
                migration.phase().name(),
                migration.share(),
                migration.sharedPrefix(),
                flag(migration.paused()),
                Times.micros(migration.changed()),
                progress.stage().name(),
                progress.position(),
                progress.journal());
    }

    /** Changes everything but the plan and the runner's counts, in one transaction. */
    Migration change(String id, UnaryOperator<Migration> change) {
        return database.write(session -> {
            Migration now = find(session, id).orElseThrow(() -> absent(id));
            Migration next = change.apply(now);
            session.update(
                    "UPDATE migration SET phase = ?, share = ?, shared_prefix = ?, paused = ?, changed = ?, remove_after = ?,"
                            + " stage = ?, position = ?, looked = ? WHERE id = ?",
                    next.phase().name(),
                    next.share(),
                    next.sharedPrefix(),
                    flag(next.paused()),
                    Times.micros(next.changed()),
                    next.plan().removeAfter().map(MigrationTable::micros),
                    next.progress().stage().name(),
                    next.progress().position(),
                    next.progress().looked(),
                    id);
            return next;
        });
    }

    /** Keeps how far the runner is, and counts what it did, unless somebody gave it another stage meanwhile. */
    boolean save(Migration migration, Tally tally, Stage expected) {
        Progress progress = migration.progress();
        return database.write(session -> session.update(
                        "UPDATE migration SET stage = ?, position = ?, journal = ?, looked = ?, problem = ?, " + COUNT
                                + " WHERE id = ? AND stage = ?",
                        progress.stage().name(),
                        progress.position(),
                        progress.journal(),
                        progress.looked(),
                        progress.problem(),
                        tally.copied(),
                        tally.bytes(),
                        tally.verified(),
                        tally.mismatched(),
                        tally.removed(),
                        migration.id(),
                        expected.name()))
                == 1;
    }

    /** Counts what was done beside the runner. */
    void count(String id, Tally tally) {
        database.write(session -> session.update(
                "UPDATE migration SET " + COUNT + " WHERE id = ?",
                tally.copied(),
                tally.bytes(),
                tally.verified(),
                tally.mismatched(),
                tally.removed(),
                id));
    }

    static Fault absent(String id) {
        return new Fault(Fault.Kind.ABSENT, "There is no migration " + id + ".");
    }

    private static Optional<Migration> find(Session session, String id) throws SQLException {
        return session.first(SELECT + "WHERE id = ?", MigrationTable::read, id);
    }

    private static long flag(boolean value) {
        return value ? 1 : 0;
    }

    private static long micros(Duration duration) {
        return duration.toMillis() * 1000;
    }

    private static Migration read(ResultSet row) throws SQLException {
        return new Migration(
                row.getString("id"),
                plan(row),
                Phase.valueOf(row.getString("phase")),
                row.getInt("share"),
                row.getString("shared_prefix"),
                row.getLong("paused") == 1,
                Times.instant(row.getLong("started")),
                Times.instant(row.getLong("changed")),
                progress(row));
    }

    private static Plan plan(ResultSet row) throws SQLException {
        long remove = row.getLong("remove_after");
        Optional<Duration> removeAfter =
                row.wasNull() ? Optional.empty() : Optional.of(Duration.between(Instant.EPOCH, Times.instant(remove)));
        return new Plan(
                row.getString("prefix"),
                row.getString("source"),
                row.getString("target"),
                Verify.valueOf(row.getString("verify")),
                row.getLong("rate"),
                row.getInt("concurrency"),
                removeAfter);
    }

    private static Progress progress(ResultSet row) throws SQLException {
        return new Progress(
                Stage.valueOf(row.getString("stage")),
                row.getString("position"),
                row.getLong("journal"),
                row.getLong("images"),
                row.getLong("total"),
                row.getLong("looked"),
                row.getLong("copied"),
                row.getLong("bytes"),
                row.getLong("verified"),
                row.getLong("mismatched"),
                row.getLong("removed"),
                row.getString("problem"));
    }
}
