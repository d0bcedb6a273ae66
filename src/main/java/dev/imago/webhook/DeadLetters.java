package dev.imago.webhook;

import dev.imago.database.Database;
import dev.imago.database.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Batches that their receiver did not take, kept until somebody sends them again or drops them. */
public final class DeadLetters {
    private static final String SELECT =
            "SELECT id, follower, delivery, body, changes, attempts, reason, failed FROM dead_letter";

    private final Database database;

    public DeadLetters(Database database) {
        this.database = database;
    }

    /**
     * A batch that failed.
     *
     * @param follower the webhook's, with its {@code webhook:}
     * @param delivery the id that the receiver was sent
     * @param changes how many there are in the body
     */
    public record DeadLetter(
            long id,
            String follower,
            String delivery,
            String body,
            int changes,
            int attempts,
            String reason,
            Instant failed) {}

    /** The oldest first, behind an id. */
    public List<DeadLetter> list(long afterId, int limit) {
        return database.read(session ->
                session.list(SELECT + " WHERE id > ? ORDER BY id LIMIT ?", DeadLetters::letter, afterId, limit));
    }

    public Optional<DeadLetter> find(long id) {
        return database.read(session -> session.first(SELECT + " WHERE id = ?", DeadLetters::letter, id));
    }

    /** Forgets one; false if there is none. */
    public boolean drop(long id) {
        return database.write(session -> session.update("DELETE FROM dead_letter WHERE id = ?", id)) == 1;
    }

    /** Keeps a batch; the same delivery is kept once. */
    void keep(String follower, String delivery, String body, int changes, int attempts, String reason) {
        database.write(session -> session.update(
                "INSERT INTO dead_letter (follower, delivery, body, changes, attempts, reason, failed)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (delivery) DO NOTHING",
                follower,
                delivery,
                body,
                changes,
                attempts,
                reason,
                Times.micros(Instant.now())));
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        return new DeadLetter(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getInt(5),
                row.getInt(6),
                row.getString(7),
                Times.instant(row.getLong(8)));
    }
}
