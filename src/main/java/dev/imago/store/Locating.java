package dev.imago.store;

import dev.imago.image.ImageKey;
import java.util.Optional;

/** Capability: some keys alone tell where their images lie, so that an image which the catalog does not know can be found. */
public interface Locating {
    /** Where the image of this key lies, if anywhere. Touches nothing; empty for a key that tells no place in this store. */
    Optional<Locator> locate(ImageKey key);
}
