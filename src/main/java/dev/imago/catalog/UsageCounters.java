package dev.imago.catalog;

import dev.imago.database.Session;
import dev.imago.image.ImageKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The counts of images and bytes below the prefixes that are kept, in the transaction of the changes that they count. */
final class UsageCounters {
    private static final String SUM =
            "SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM image WHERE key >= ?";

    private static final String COUNTED = "SELECT prefix, position FROM usage_count";

    private final Map<ImageKey, Catalog.Usage> differences = new HashMap<>();

    /** One image more (1), less (-1) or as many as before (0), and so many bytes more or less. */
    void add(ImageKey key, int images, long bytes) {
        differences.merge(
                key,
                new Catalog.Usage(images, bytes),
                (a, b) -> new Catalog.Usage(a.images() + b.images(), a.bytes() + b.bytes()));
    }

    void write(Session session) throws SQLException {
        differences.values().removeIf(new Catalog.Usage(0, 0)::equals);
        if (differences.isEmpty()) {
            return;
        }
        for (Counted counted : session.list(COUNTED, Counted::read)) {
            String prefix = counted.prefix();
            long images = 0;
            long bytes = 0;
            for (Map.Entry<ImageKey, Catalog.Usage> difference : differences.entrySet()) {
                if (counted.includes(difference.getKey())) {
                    images += difference.getValue().images();
                    bytes += difference.getValue().bytes();
                }
            }
            if (images != 0 || bytes != 0) {
                session.update(
                        "UPDATE usage_count SET images = images + ?, bytes = bytes + ? WHERE prefix = ?",
                        images,
                        bytes,
                        prefix);
            }
        }
    }

    static Optional<Catalog.Usage> kept(Session session, String prefix) throws SQLException {
        return session.first(
                "SELECT images, bytes FROM usage_count WHERE prefix = ? AND position IS NULL",
                row -> new Catalog.Usage(row.getLong(1), row.getLong(2)),
                prefix);
    }

    static Catalog.Usage computed(Session session, KeyRange range) throws SQLException {
        Optional<Catalog.Usage> usage = range.until().isPresent()
                ? session.first(
                        SUM + " AND key < ?",
                        row -> new Catalog.Usage(row.getLong(1), row.getLong(2)),
                        range.from(),
                        range.until().get())
                : session.first(SUM, row -> new Catalog.Usage(row.getLong(1), row.getLong(2)), range.from());
        return usage.orElseThrow();
    }

    /** Makes these, and the empty prefix, the ones that are kept; new ones are to be counted. */
    static void track(Session session, Set<String> prefixes) throws SQLException {
        List<String> kept = session.list("SELECT prefix FROM usage_count", row -> row.getString(1));
        for (String prefix : kept) {
            if (!prefix.isEmpty() && !prefixes.contains(prefix)) {
                session.update("DELETE FROM usage_count WHERE prefix = ?", prefix);
            }
        }
        for (String prefix : prefixes) {
            if (!kept.contains(prefix) && KeyRange.of(prefix).isPresent()) {
                session.update(
                        "INSERT INTO usage_count (prefix, images, bytes, position) VALUES (?, 0, 0, '')", prefix);
            }
        }
    }

    /**
     * Counts the next images of a prefix that is not counted yet. Changes of what is counted are added by {@link #write}, those
     * behind are found here later.
     *
     * @param most how many images
     * @return whether there was one
     */
    static boolean countOn(Session session, int most) throws SQLException {
        Optional<Counted> begun = session.first(COUNTED + " WHERE position IS NOT NULL", Counted::read);
        if (begun.isEmpty()) {
            return false;
        }
        String prefix = begun.get().prefix();
        Optional<ImageKey> after =
                begun.get().position().filter(position -> !position.isEmpty()).map(ImageKey::new);
        List<CatalogEntry> entries =
                ImageTable.list(session, KeyRange.of(prefix).orElseThrow(), after, most);
        Optional<String> position = entries.size() < most
                ? Optional.empty()
                : Optional.of(entries.getLast().key().value());
        session.update(
                "UPDATE usage_count SET images = images + ?, bytes = bytes + ?, position = ? WHERE prefix = ?",
                entries.size(),
                entries.stream().mapToLong(CatalogEntry::size).sum(),
                position,
                prefix);
        return true;
    }

    /** @param position up to which key the prefix is counted; empty when all of it is */
    private record Counted(String prefix, Optional<String> position) {
        static Counted read(ResultSet row) throws SQLException {
            return new Counted(row.getString(1), Optional.ofNullable(row.getString(2)));
        }

        boolean includes(ImageKey key) {
            return key.startsWith(prefix)
                    && (position.isEmpty()
                            || position.get().equals(key.value())
                            || !new KeyRange(position.get(), Optional.empty()).isReachedBy(key));
        }
    }
}
