package dev.imago.store;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.time.Instant;
import java.util.Optional;
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
     * When entries of a directory were last put or removed.
     *
     * @param prefix ends with a slash, or is empty
     * @return nothing if there is no such directory; {@link Instant#MIN} where a store cannot tell
     */
    default Optional<Instant> changed(String prefix) {
        return Optional.of(Instant.MIN);
    }

    /** Lists for those who need all of it: throws the fault of the first part that cannot be read. */
    default void list(String prefix, Predicate<Listed> visitor) {
        list(prefix, visitor, (where, fault) -> {
            throw fault;
        });
    }
}
