package dev.imago.delivery;

import dev.imago.image.ImageKey;
import dev.imago.store.Store;

/**
 * Hears that the catalog and a store do not agree on a key: another program was there. Called on the main path, so it must
 * not block.
 */
public interface Suspicion {
    void raise(Store store, ImageKey key);

    /** Whether so many images of the store are missing that its file system is likely not mounted, and none of them taken for gone. */
    default boolean doubtful(Store store) {
        return false;
    }
}
