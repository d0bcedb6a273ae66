package dev.imago.delivery;

import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.time.Instant;

/**
 * Exactly one version of an image, and where its bytes are.
 *
 * @param size in bytes
 * @param validator the store's mark of the version that the digest belongs to
 */
record ImageVersion(
        ImageKey key,
        Store store,
        Locator locator,
        String validator,
        Digest digest,
        long size,
        Format format,
        Instant modified) {
    ImageVersion withModified(Instant time) {
        return new ImageVersion(key, store, locator, validator, digest, size, format, time);
    }
}
