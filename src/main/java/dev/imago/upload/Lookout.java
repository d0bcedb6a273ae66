package dev.imago.upload;

import dev.imago.image.ImageKey;
import dev.imago.store.Store;

/** Brings the catalog up to date with what other programs did in a store, as far as a change by a client depends on it. */
public interface Lookout {
    /** What a look at a key came to. */
    enum Sight {
        /** The catalog says now what was there in the moment of the look. */
        CLEAR,
        /** What is there is no image that could be made known. */
        NO_IMAGE,
        /** It is being written, or cannot be looked at in this moment. */
        BLURRED
    }

    /** Looks at once. Takes the key's lock, so the caller may not have it. Throws no faults; blocks. */
    Sight look(Store store, ImageKey key);

    /**
     * Has an image that the catalog does not know, and that lies at an origin which is to be left, become one of ours. Takes the key's
     * lock, so the caller may not have it. Blocks.
     *
     * @throws dev.imago.image.Fault when the origin has it and it cannot be brought, or nobody can tell
     */
    default void bring(ImageKey key) {}

    /** Has the key looked at soon. Never blocks; the caller may have the key's lock. */
    void lookSoon(Store store, ImageKey key);
}
