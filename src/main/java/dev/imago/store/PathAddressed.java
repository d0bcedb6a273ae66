package dev.imago.store;

import dev.imago.image.ImageKey;
import java.util.Optional;

/**
 * Capability: the caller's key decides where an image lies, so that it can be found without the catalog. Replacing is
 * atomic in such a store.
 */
public interface PathAddressed {
    /** Where the image of this key lies, if anywhere. Touches nothing; empty for a key that this store never holds. */
    Optional<Locator> locate(ImageKey key);

    /** The key of what lies there. */
    ImageKey keyOf(Locator locator);
}
