package dev.imago.catalog;

import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Locator;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of an image that exists.
 *
 * @param store name of the store that has the bytes
 * @param validator the store's own mark of the version that {@code digest} belongs to
 * @param size in bytes
 * @param dimensions empty for a format without a fixed size in pixels (SVG)
 * @param modified the image's {@code Last-Modified}, to the second or finer
 * @param created when this key first came into being since it was last deleted
 * @param version number of the journal entry that made this version; grows with every change, 0 before the first
 */
public record CatalogEntry(
        ImageKey key,
        String store,
        Locator locator,
        String validator,
        Digest digest,
        long size,
        Format format,
        Optional<Dimensions> dimensions,
        Instant modified,
        Instant created,
        long version) {
    /** The same as of another journal entry. */
    public CatalogEntry withVersion(long other) {
        return new CatalogEntry(
                key, store, locator, validator, digest, size, format, dimensions, modified, created, other);
    }

    /** The same with the date of its bytes that another store had. */
    public CatalogEntry withModified(Instant other) {
        return new CatalogEntry(
                key, store, locator, validator, digest, size, format, dimensions, other, created, version);
    }
}
