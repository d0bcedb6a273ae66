package dev.imago.journal;

import dev.imago.database.Database;
import dev.imago.database.Times;
import java.time.Instant;

/**
 * Removes old entries, oldest first and a few at a time, so that writers are held up only for moments. It stops at the first
 * entry that is too young, at the slowest follower, and before the newest entry, which stays so that the journal knows its
 * end. Deleted images' tombstones go with the entries that made them, unless they are to be kept.
 */
final class Trimming {
    private static final int AT_ONCE = 2_000;

    private static final String BOUND = "SELECT max(sequence) FROM (SELECT sequence, happened FROM journal"
            + " WHERE sequence < (SELECT max(sequence) FROM journal)"
            + " AND sequence <= coalesce((SELECT min(sequence) FROM follower), ?)"
            + " ORDER BY sequence LIMIT " + AT_ONCE + ") AS oldest"
            + " WHERE sequence < coalesce((SELECT min(sequence) FROM (SELECT sequence, happened FROM journal"
            + " ORDER BY sequence LIMIT " + AT_ONCE + ") AS young WHERE happened >= ?), ?)";

    private final Database database;
    private final boolean tombstonesToo;

    Trimming(Database database, boolean tombstonesToo) {
        this.database = database;
        this.tombstonesToo = tombstonesToo;
    }

    long trim(Instant before) {
        long removed = 0;
        int now;
        do {
            now = database.write(session -> {
                long bound = session.first(
                                BOUND, row -> row.getLong(1), Long.MAX_VALUE, Times.micros(before), Long.MAX_VALUE)
                        .orElse(0L);
                if (bound == 0) {
                    return 0;
                }
                session.update("UPDATE journal_trimmed SET sequence = ?", bound);
                if (tombstonesToo) {
                    session.update("DELETE FROM tombstone WHERE version <= ?", bound);
                }
                return session.update("DELETE FROM journal WHERE sequence <= ?", bound);
            });
            removed += now;
        } while (now > 0);
        return removed;
    }
}
