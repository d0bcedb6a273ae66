package dev.imago.catalog;

import dev.imago.database.Session;
import java.sql.SQLException;

/** Counts the images of one store that have no copy in another. */
final class MissingCopies {
    private static final String COUNT = "SELECT COUNT(*) - COUNT(c.key), COUNT(c.key) - COUNT(c.verified) FROM image i"
            + " LEFT JOIN image_copy c ON c.key = i.key AND c.store = ? AND c.digest = i.digest AND c.validator <> ''"
            + " WHERE i.key >= ? AND i.store = ? AND i.version <= ?";

    private MissingCopies() {}

    static Copies.Missing count(Session session, KeyRange range, String store, String other, long until)
            throws SQLException {
        boolean bounded = range.until().isPresent();
        return (bounded
                        ? session.first(
                                COUNT + " AND i.key < ?",
                                row -> new Copies.Missing(row.getLong(1), row.getLong(2)),
                                store,
                                range.from(),
                                other,
                                until,
                                range.until().get())
                        : session.first(
                                COUNT,
                                row -> new Copies.Missing(row.getLong(1), row.getLong(2)),
                                store,
                                range.from(),
                                other,
                                until))
                .orElse(new Copies.Missing(0, 0));
    }
}
