package dev.imago.migrate;

import dev.imago.database.Database;
import dev.imago.database.Times;
import dev.imago.image.ImageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Images that could not be copied; each is tried again after a while, longer each time. */
final class ErrorTable {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 6;

    private final Database database;

    ErrorTable(Database database) {
        this.database = database;
    }

    /**
     * One of them.
     *
     * @param tries so far
     */
    record Failed(ImageKey key, String problem, int tries) {}

    void note(String migration, ImageKey key, String problem, Instant now) {
        database.write(session -> {
            int tries = session.first(
                                    "SELECT tries FROM migration_error WHERE migration = ? AND key = ?",
                                    row -> row.getInt(1),
                                    migration,
                                    key.value())
                            .orElse(0)
                    + 1;
            Duration pause = FIRST.multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
            return session.update(
                    "INSERT INTO migration_error (migration, key, problem, tries, next) VALUES (?, ?, ?, ?, ?)"
                            + " ON CONFLICT (migration, key) DO UPDATE SET problem = excluded.problem,"
                            + " tries = excluded.tries, next = excluded.next",
                    migration,
                    key.value(),
                    problem,
                    tries,
                    Times.micros(now.plus(pause)));
        });
    }

    /** They are as they should be; it costs nearly nothing while there are no errors. */
    void settled(String migration, List<ImageKey> keys) {
        if (keys.isEmpty() || count(migration) == 0) {
            return;
        }
        database.write(session -> {
            int settled = 0;
            for (ImageKey key : keys) {
                settled += session.update(
                        "DELETE FROM migration_error WHERE migration = ? AND key = ?", migration, key.value());
            }
            return settled;
        });
    }

    void settleAll(String migration) {
        database.write(session -> session.update("DELETE FROM migration_error WHERE migration = ?", migration));
    }

    /** Those whose time has come. */
    List<ImageKey> due(String migration, Instant now, int limit) {
        return database.read(session -> session.list(
                "SELECT key FROM migration_error WHERE migration = ? AND next <= ? ORDER BY next LIMIT ?",
                row -> new ImageKey(row.getString(1)),
                migration,
                Times.micros(now),
                limit));
    }

    List<Failed> list(String migration, int limit) {
        return database.read(session -> session.list(
                "SELECT key, problem, tries FROM migration_error WHERE migration = ? ORDER BY key LIMIT ?",
                row -> new Failed(new ImageKey(row.getString(1)), row.getString(2), row.getInt(3)),
                migration,
                limit));
    }

    long count(String migration) {
        return database.read(session -> session.first(
                        "SELECT COUNT(*) FROM migration_error WHERE migration = ?", row -> row.getLong(1), migration)
                .orElse(0L));
    }
}
