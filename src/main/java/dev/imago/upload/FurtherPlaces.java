package dev.imago.upload;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.ImageKey;
import dev.imago.store.Content;
import dev.imago.store.Store;

/**
 * Where the bytes of images lie beside the place that counts. None of these but {@link #putting} throws a fault: what fails is done
 * later. Thread-safe.
 */
public interface FurtherPlaces {
    /** There are none. */
    FurtherPlaces NONE = new FurtherPlaces() {};

    /** Whether an image that lies in this store may stay there, though uploads go to another one. */
    default boolean mayStay(CatalogEntry image, String store) {
        return image.store().equals(store);
    }

    /**
     * New bytes of an image are about to be put into a store that it does not count in; its caller has the key's lock. A crash leaves
     * none there that nobody knows of, and that would be taken for an image once this one was deleted.
     */
    default void putting(CatalogEntry image, Store store, Content content) {}

    /** Puts what is an image now at its further places; its caller has no lock. */
    default void stored(ImageKey key) {}

    /** Whether {@link #stored} sees to the former place of an image that lies elsewhere now. */
    default boolean takesOver(CatalogEntry former) {
        return false;
    }

    /** The former place of an image is empty now. */
    default void gone(CatalogEntry former) {}

    /**
     * Removes further places of an image that is about to be deleted; its caller has the key's lock.
     *
     * @return what is to be run once the image is gone; if it never is, its further places come back
     */
    default Runnable removing(ImageKey key) {
        return () -> {};
    }
}
