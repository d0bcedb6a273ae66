package dev.imago.store;

import dev.imago.image.ImageKey;
import java.util.function.Predicate;

/** Capability: a store can tell everything that it holds. */
public interface Listing {
    /** One image of a listing. */
    record Listed(ImageKey key, Locator locator, BlobStat stat) {}

    /**
     * Walks everything whose key starts with the prefix, in no promised order, with bounded memory. What is put or removed
     * meanwhile may or may not be seen; everything else is seen exactly once.
     *
     * @param visitor answers whether to go on
     */
    void list(String prefix, Predicate<Listed> visitor);
}
