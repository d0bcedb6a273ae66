package dev.imago.catalog;

import dev.imago.image.ImageKey;
import dev.imago.journal.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is known of each image. SQLite and PostgreSQL behave alike. All methods may be called from any thread and may block;
 * when the database does not answer they throw a {@link dev.imago.image.Fault} of kind {@code UNAVAILABLE}, and work again
 * once it does. Times are kept to the microsecond.
 */
public interface Catalog {
    Optional<CatalogEntry> find(ImageKey key);

    /**
     * The image whose key equals this one when case is ignored ({@link String#toLowerCase} in the root locale); the first in
     * key order if there are several.
     */
    Optional<CatalogEntry> findIgnoringCase(ImageKey key);

    /** Further places of the bytes of a key, also of one without an image; see {@link Copy} for those that count. */
    default List<Copy> copies(ImageKey key) {
        return List.of();
    }

    /**
     * A page of a listing in key order. Its cost does not depend on how many images there are, or how many were deleted.
     *
     * @param after list only keys behind this one
     * @param limit 1 to 10,000
     */
    List<CatalogEntry> list(String prefix, Optional<ImageKey> after, int limit);

    /**
     * Makes a change a fact, durably, together with its journal entry, in one transaction. Concurrent calls share the cost of
     * the commit.
     *
     * @return the journal entry (for a {@link Mutation.Revalidate} or {@link Mutation.Move}: one with the old sequence number, which is not written), or
     *     empty when nothing was to be done: the expected version does not match, there is nothing to delete, or nothing
     *     with this digest to revalidate or move
     * @throws dev.imago.image.Fault of kind {@code UNAVAILABLE} also when the connection broke during the commit. Then the
     *     change may be a fact all the same: the caller leaves the bytes where they are, for the scrub to decide
     */
    Optional<Change> commit(Mutation mutation);

    /** As {@link #commit(Mutation)} for many at once, in one transaction; one answer for each mutation, in their order. */
    List<Optional<Change>> commit(List<? extends Mutation> mutations);

    /**
     * Hears that a client is about to be told what is true of a key, although nothing had to be changed for it. Another node may have
     * changed it a moment ago.
     */
    default void told(ImageKey key) {}

    /**
     * Waits for, and takes, the exclusive right to write to this key, on all nodes of this catalog. Not reentrant.
     *
     * @throws dev.imago.image.Fault of kind {@code UNAVAILABLE} when it is not to be had within ten seconds
     */
    KeyLock lock(ImageKey key);

    /**
     * The same for those who have something else to do.
     *
     * @return empty when it is not to be had in this time
     */
    Optional<KeyLock> tryLock(ImageKey key, Duration atMost);

    /** How many images there are and how many bytes they have; a count that is kept, not computed, for known prefixes. */
    Usage usage(String prefix);

    /** Releases the key when closed. May be closed by another thread, and more than once. */
    interface KeyLock extends AutoCloseable {
        /**
         * Whether the right is still there. With several nodes it is lost when the connection to the database breaks; a
         * writer asks right before it puts bytes in place, and gives up when it is.
         */
        default boolean held() {
            return true;
        }

        @Override
        void close();
    }

    /** How much lies below a prefix. */
    record Usage(long images, long bytes) {}
}
