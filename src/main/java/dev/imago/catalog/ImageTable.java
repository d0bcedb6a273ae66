package dev.imago.catalog;

import dev.imago.database.Session;
import dev.imago.database.Times;
import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Locator;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rows of images and tombstones. */
final class ImageTable {
    private static final String COLUMNS =
            "key, store, locator, validator, digest, size, format, width, height, frames, modified, created, version";
    private static final String FIND = "SELECT " + COLUMNS + " FROM image WHERE key = ?";
    private static final String FIND_FOLDED = "SELECT " + COLUMNS + " FROM image WHERE folded = ? ORDER BY key LIMIT 1";
    private static final String UPSERT = "INSERT INTO image (" + COLUMNS + ", folded)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET store = excluded.store,"
            + " locator = excluded.locator, validator = excluded.validator, digest = excluded.digest,"
            + " size = excluded.size, format = excluded.format, width = excluded.width, height = excluded.height,"
            + " frames = excluded.frames, modified = excluded.modified, created = excluded.created,"
            + " version = excluded.version";

    private ImageTable() {}

    static Optional<CatalogEntry> find(Session session, ImageKey key) throws SQLException {
        return session.first(FIND, row -> entry(key, row), key.value());
    }

    static Optional<CatalogEntry> findFolded(Session session, ImageKey key) throws SQLException {
        return session.first(FIND_FOLDED, ImageTable::entry, folded(key));
    }

    static List<CatalogEntry> list(Session session, KeyRange range, Optional<ImageKey> after, int limit)
            throws SQLException {
        // Only one of the two lower bounds is the narrower one; both in the text would hide that from the planner.
        boolean behind = after.filter(key -> range.isReachedBy(key)).isPresent();
        String lower = behind ? after.get().value() : range.from();
        String sql = listing(behind, range.until().isPresent());
        return range.until().isPresent()
                ? session.list(sql, ImageTable::entry, lower, range.until().get(), limit)
                : session.list(sql, ImageTable::entry, lower, limit);
    }

    static String listing(boolean behind, boolean bounded) {
        return "SELECT " + COLUMNS + " FROM image WHERE key " + (behind ? ">" : ">=") + " ?"
                + (bounded ? " AND key < ?" : "") + " ORDER BY key LIMIT ?";
    }

    /** The names of the stores that the images of a range lie in. */
    static List<String> stores(Session session, KeyRange range) throws SQLException {
        String sql = "SELECT DISTINCT store FROM image WHERE key >= ?"
                + (range.until().isPresent() ? " AND key < ?" : "") + " ORDER BY store";
        return range.until().isPresent()
                ? session.list(
                        sql,
                        row -> row.getString(1),
                        range.from(),
                        range.until().get())
                : session.list(sql, row -> row.getString(1), range.from());
    }

    static void put(Session session, CatalogEntry entry) throws SQLException {
        session.update(
                UPSERT,
                entry.key().value(),
                entry.store(),
                entry.locator().value(),
                entry.validator(),
                entry.digest().bytes(),
                entry.size(),
                entry.format().name(),
                entry.dimensions().map(Dimensions::width),
                entry.dimensions().map(Dimensions::height),
                entry.dimensions().map(Dimensions::frames),
                Times.micros(entry.modified()),
                Times.micros(entry.created()),
                entry.version(),
                folded(entry.key()));
    }

    static void revalidate(Session session, CatalogEntry entry) throws SQLException {
        session.update(
                "UPDATE image SET validator = ?, locator = ? WHERE key = ?",
                entry.validator(),
                entry.locator().value(),
                entry.key().value());
    }

    static void delete(Session session, ImageKey key, long version, long deleted) throws SQLException {
        session.update("DELETE FROM image WHERE key = ?", key.value());
        session.update(
                "INSERT INTO tombstone (key, version, deleted) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE"
                        + " SET version = excluded.version, deleted = excluded.deleted",
                key.value(),
                version,
                deleted);
    }

    static void unbury(Session session, ImageKey key) throws SQLException {
        session.update("DELETE FROM tombstone WHERE key = ?", key.value());
    }

    static boolean isBuried(Session session, ImageKey key) throws SQLException {
        return session.first("SELECT 1 FROM tombstone WHERE key = ?", row -> true, key.value())
                .isPresent();
    }

    private static String folded(ImageKey key) {
        return key.value().toLowerCase(Locale.ROOT);
    }

    private static CatalogEntry entry(ResultSet row) throws SQLException {
        return entry(new ImageKey(row.getString(1)), row);
    }

    private static CatalogEntry entry(ImageKey key, ResultSet row) throws SQLException {
        int width = row.getInt(8);
        Optional<Dimensions> dimensions =
                width == 0 ? Optional.empty() : Optional.of(new Dimensions(width, row.getInt(9), row.getInt(10)));
        return new CatalogEntry(
                key,
                row.getString(2),
                locator(key, row.getString(3)),
                row.getString(4),
                new Digest(HexFormat.of().formatHex(row.getBytes(5))),
                row.getLong(6),
                Format.valueOf(row.getString(7)),
                dimensions,
                Times.instant(row.getLong(11)),
                Times.instant(row.getLong(12)),
                row.getLong(13));
    }

    /** Most often a locator is the key itself: entries are kept with hot images, and one text is enough for both. */
    private static Locator locator(ImageKey key, String text) {
        return new Locator(text.equals(key.value()) ? key.value() : text);
    }
}
