package dev.imago.store;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Capability: a store can tell everything that it holds. */
public interface Listing {
    /** One image of a listing. */
    record Listed(ImageKey key, Locator locator, BlobStat stat) {}

    /**
     * Walks everything whose key starts with the prefix, in no promised order, with bounded memory. What is put or removed
     * meanwhile may or may not be seen; everything else is seen exactly once.
     *
     * <p>A part that cannot be read is told and left out, and the walk goes on; whoever hears of it may throw, to end the walk.
     *
     * @param visitor answers whether to go on
     * @param unreadable hears where something cannot be read, and why: a prefix that ends with a slash for all below it, a
     *     path without one for an entry (of several in one directory, the first)
     * @throws Fault when nothing can be listed at all
     */
    void list(String prefix, Predicate<Listed> visitor, BiConsumer<String, Fault> unreadable);

    /**
     * Whether there is a directory, if an empty one. A store that cannot tell says yes.
     *
     * @param prefix ends with a slash
     */
    default boolean isThere(String prefix) {
        return true;
    }

    /** Lists for those who need all of it: throws the fault of the first part that cannot be read. */
    default void list(String prefix, Predicate<Listed> visitor) {
        list(prefix, visitor, (where, fault) -> {
            throw fault;
        });
    }
}
