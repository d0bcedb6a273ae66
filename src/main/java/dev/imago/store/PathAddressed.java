package dev.imago.store;

import dev.imago.image.ImageKey;

/**
 * Capability: the caller's key decides where an image lies, so that each can be found without the catalog. Replacing is
 * atomic in such a store.
 */
public interface PathAddressed extends Locating {
    /** The key of what lies there. */
    ImageKey keyOf(Locator locator);
}
