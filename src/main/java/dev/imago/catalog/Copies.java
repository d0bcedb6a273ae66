package dev.imago.catalog;

import dev.imago.database.Database;
import dev.imago.database.Session;
import dev.imago.image.ImageKey;
import dev.imago.store.Stored;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of further places of images' bytes. Whoever changes it holds the key's lock ({@link Catalog#lock}), but for
 * {@link #plan}. Thread-safe; blocks; throws a {@link dev.imago.image.Fault} of kind {@code UNAVAILABLE} when the database does not
 * answer.
 */
public final class Copies {
    private final Database database;

    public Copies(Database database) {
        this.database = database;
    }

    /**
     * What lacks a copy.
     *
     * @param images that do not count in a store and have no copy there that does
     * @param unverified those whose copy counts, but was not verified
     */
    public record Missing(long images, long unverified) {}

    public List<Copy> of(ImageKey key) {
        return database.read(session -> CopyTable.of(session, key));
    }

    /** Of the keys from the first to the last, both included, in the order of keys. */
    public List<Copy> between(ImageKey first, ImageKey last) {
        return database.read(session -> CopyTable.between(session, first, last));
    }

    /** Keys behind another with copies that do not count, in their order. */
    public List<ImageKey> worthless(Optional<ImageKey> after, int limit) {
        String behind = after.map(ImageKey::value).orElse("");
        return database.read(session -> CopyTable.worthless(session, behind, limit)).stream()
                .distinct()
                .toList();
    }

    /**
     * Writes down where bytes are about to be put, so that they are known whatever happens then. A copy that counts stays as it is,
     * and for an image that is gone, or another one by now, nothing is put. What other bytes are known to lie there, or to be on their
     * way, stays known: only who has the key's lock, and replaces them, may {@linkplain #put put} something else down.
     *
     * @param copies planned ones
     */
    public void plan(List<Copy> copies) {
        List<Copy> plans = new ArrayList<>(copies);
        database.write(session -> {
            for (Copy copy : plans) {
                Optional<CatalogEntry> image = ImageTable.find(session, copy.key());
                if (image.filter(now -> now.digest().equals(copy.digest())).isPresent()
                        && !taken(session, copy, image.get())) {
                    CopyTable.put(session, copy);
                }
            }
            return true;
        });
    }

    /** Writes down what lies there now. */
    public void put(Copy copy) {
        database.write(session -> {
            CopyTable.put(session, copy);
            return true;
        });
    }

    /**
     * Follows a store that has put the same bytes at another place.
     *
     * @return false when the copy is not known any more
     */
    public boolean relocate(Copy copy, Stored to) {
        return database.write(session ->
                CopyTable.relocate(session, copy, to.locator(), to.stat().validator()));
    }

    /** The bytes are gone. */
    public void forget(Copy copy) {
        database.write(session -> {
            CopyTable.delete(session, copy.key(), copy.store(), copy.locator());
            return true;
        });
    }

    /**
     * Counts what a store lacks of the images below a prefix that count in another one; reads all of their rows.
     *
     * @param until later versions are left out
     */
    public Missing missing(String prefix, String store, String other, long until) {
        Optional<KeyRange> range = KeyRange.of(prefix);
        if (range.isEmpty()) {
            return new Missing(0, 0);
        }
        return database.read(session -> MissingCopies.count(session, range.get(), store, other, until));
    }

    /** The stores in which images below a prefix count, by name; reads all of their rows. */
    public List<String> storesOf(String prefix) {
        return KeyRange.of(prefix)
                .map(range -> database.read(session -> ImageTable.stores(session, range)))
                .orElse(List.of());
    }

    private static boolean taken(Session session, Copy plan, CatalogEntry image) throws SQLException {
        return CopyTable.of(session, plan.key()).stream()
                .filter(copy ->
                        copy.store().equals(plan.store()) && copy.locator().equals(plan.locator()))
                .anyMatch(copy -> copy.counts(image) || !copy.digest().equals(plan.digest()));
    }
}
