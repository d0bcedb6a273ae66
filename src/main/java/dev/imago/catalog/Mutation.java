package dev.imago.catalog;

import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import java.util.OptionalLong;

/** A change that is to become a fact. */
public sealed interface Mutation {
    ImageKey key();

    Cause cause();

    /**
     * The version that the key must have for the change to happen: 0 means no image. Empty: whatever is there.
     */
    OptionalLong expectedVersion();

    /** The image has these bytes now. The entry's version is ignored; its creation time is kept if the key exists. */
    record Put(CatalogEntry entry, Cause cause, OptionalLong expectedVersion) implements Mutation {
        @Override
        public ImageKey key() {
            return entry.key();
        }
    }

    /** The image is gone. */
    record Delete(ImageKey key, Cause cause, OptionalLong expectedVersion) implements Mutation {}

    /**
     * The bytes are the same, but the store's mark of them changed (a touched or copied file), or their place in the store.
     * Refreshes the entry's validator and locator, and writes no journal entry.
     */
    record Revalidate(CatalogEntry entry, Cause cause, OptionalLong expectedVersion) implements Mutation {
        @Override
        public ImageKey key() {
            return entry.key();
        }
    }

    /**
     * The image counts in the place of this copy from now on, and its former place becomes a copy. Its bytes must be those of
     * the copy. For readers nothing changes, so this writes no journal entry.
     */
    record Move(Copy to, OptionalLong expectedVersion) implements Mutation {
        @Override
        public ImageKey key() {
            return to.key();
        }

        @Override
        public Cause cause() {
            return Cause.REQUEST;
        }
    }
}
