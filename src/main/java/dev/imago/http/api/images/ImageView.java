package dev.imago.http.api.images;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Dimensions;
import dev.imago.image.ImageKey;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the api tells of an image.
 *
 * @param url of the public listener
 * @param etag with its quotes
 * @param digest SHA-256 in hexadecimal
 * @param size in bytes
 * @param type media type
 * @param width in pixels, as stored; absent for SVG
 * @param created when the key came into being
 * @param version number of its journal entry
 */
public record ImageView(
        String key,
        String url,
        String etag,
        String digest,
        long size,
        String type,
        Optional<Integer> width,
        Optional<Integer> height,
        Optional<Integer> frames,
        Instant created,
        Instant modified,
        String store,
        long version) {
    static ImageView of(CatalogEntry entry, Function<ImageKey, String> urls) {
        Optional<Dimensions> size = entry.dimensions();
        return new ImageView(
                entry.key().value(),
                urls.apply(entry.key()),
                entry.digest().etag(),
                entry.digest().hex(),
                entry.size(),
                entry.format().mediaType(),
                size.map(Dimensions::width),
                size.map(Dimensions::height),
                size.map(Dimensions::frames),
                entry.created(),
                entry.modified(),
                entry.store(),
                entry.version());
    }
}
