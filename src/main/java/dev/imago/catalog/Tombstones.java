package dev.imago.catalog;

import dev.imago.database.Database;
import dev.imago.image.ImageKey;

/**
 * Which images were deleted, as far as it is remembered: as long as the journal has the entry, or for ever where the journal {@linkplain
 * dev.imago.journal.SqlJournal#keepingTombstones keeps tombstones}. Thread-safe; blocks.
 */
public final class Tombstones {
    private final Database database;

    public Tombstones(Database database) {
        this.database = database;
    }

    /**
     * Whether there was an image of this key, and is none.
     *
     * @throws dev.imago.image.Fault of kind {@code UNAVAILABLE} when the database does not answer
     */
    public boolean deleted(ImageKey key) {
        return database.read(session -> ImageTable.isBuried(session, key));
    }
}
