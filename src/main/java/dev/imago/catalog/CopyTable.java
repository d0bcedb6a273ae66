package dev.imago.catalog;

import dev.imago.database.Session;
import dev.imago.database.Times;
import dev.imago.image.Digest;
import dev.imago.image.ImageKey;
import dev.imago.store.Locator;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The rows of copies. */
final class CopyTable {
    private static final String COLUMNS = "c.key, c.store, c.locator, c.validator, c.digest, c.size, c.verified";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM image_copy c ";
    private static final String UPSERT =
            "INSERT INTO image_copy (key, store, locator, validator, digest, size, verified)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key, store, locator) DO UPDATE SET validator = excluded.validator,"
                    + " digest = excluded.digest, size = excluded.size, verified = excluded.verified";

    private CopyTable() {}

    static List<Copy> of(Session session, ImageKey key) throws SQLException {
        return session.list(SELECT + "WHERE c.key = ? ORDER BY c.store, c.locator", CopyTable::copy, key.value());
    }

    /** Of the keys from the first to the last, both included. */
    static List<Copy> between(Session session, ImageKey first, ImageKey last) throws SQLException {
        return session.list(
                SELECT + "WHERE c.key >= ? AND c.key <= ? ORDER BY c.key, c.store, c.locator",
                CopyTable::copy,
                first.value(),
                last.value());
    }

    /** Keys behind another of which a copy does not count, in their order; each once for each such copy. */
    static List<ImageKey> worthless(Session session, String after, int limit) throws SQLException {
        return session.list(
                "SELECT c.key FROM image_copy c LEFT JOIN image i ON i.key = c.key WHERE c.key > ?"
                        + " AND (i.key IS NULL OR i.digest <> c.digest OR c.validator = ''"
                        + " OR (i.store = c.store AND i.locator = c.locator)) ORDER BY c.key LIMIT ?",
                row -> new ImageKey(row.getString(1)),
                after,
                limit);
    }

    /** Of what is in doubt is written down since when. */
    static void put(Session session, Copy copy) throws SQLException {
        session.update(
                UPSERT,
                copy.key().value(),
                copy.store(),
                copy.locator().value(),
                copy.validator(),
                copy.digest().bytes(),
                copy.size(),
                (copy.inDoubt() ? Optional.of(Instant.now()) : copy.verified()).map(Times::micros));
    }

    static void delete(Session session, ImageKey key, String store, Locator locator) throws SQLException {
        session.update(
                "DELETE FROM image_copy WHERE key = ? AND store = ? AND locator = ?",
                key.value(),
                store,
                locator.value());
    }

    /** What its store has put elsewhere has yet to be read there to be called verified. */
    static boolean relocate(Session session, Copy copy, Locator to, String validator) throws SQLException {
        return session.update(
                        "UPDATE image_copy SET locator = ?, validator = ?, verified = NULL WHERE key = ? AND store = ?"
                                + " AND locator = ?",
                        to.value(),
                        validator,
                        copy.key().value(),
                        copy.store(),
                        copy.locator().value())
                == 1;
    }

    /** The former place of an image that lies elsewhere now stays known until its bytes are gone. */
    static void moved(Session session, CatalogEntry from, CatalogEntry to) throws SQLException {
        if (!Copy.of(from).isPlaceOf(to)) {
            put(session, Copy.of(from));
            delete(session, to.key(), to.store(), to.locator());
        }
    }

    private static Copy copy(ResultSet row) throws SQLException {
        long verified = row.getLong(7);
        Optional<Instant> time = row.wasNull() ? Optional.empty() : Optional.of(Times.instant(verified));
        return new Copy(
                new ImageKey(row.getString(1)),
                row.getString(2),
                new Locator(row.getString(3)),
                row.getString(4),
                new Digest(HexFormat.of().formatHex(row.getBytes(5))),
                row.getLong(6),
                time);
    }
}
