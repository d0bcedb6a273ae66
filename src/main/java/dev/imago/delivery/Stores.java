package dev.imago.delivery;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.ImageKey;
import dev.imago.store.Store;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The stores that are configured. */
public interface Stores {
    /** The store of the name that the catalog has. */
    Optional<Store> named(String name);

    Collection<Store> all();

    /** Where an image lies, in the order in which it is to be read; the place that counts is among them. */
    default List<CatalogEntry> places(CatalogEntry image) {
        return List.of(image);
    }

    /** Hears that an image was read, or is still read from memory. Returns at once; throws nothing. */
    default void read(ImageKey key) {}

    /** Whether what lies in a store under a key without an image is left of one that was deleted. */
    default boolean remains(ImageKey key, Store store) {
        return false;
    }
}
