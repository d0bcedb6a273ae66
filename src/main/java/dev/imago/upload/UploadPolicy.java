package dev.imago.upload;

import dev.imago.image.Format;
import dev.imago.store.Store;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where an upload goes and what it may be.
 *
 * @param store takes the bytes
 * @param formats that are accepted; SVG only where it is among them
 * @param maxBytes the largest file, in bytes
 * @param maxPixels the most pixels, of all frames together
 */
public record UploadPolicy(Store store, Set<Format> formats, long maxBytes, long maxPixels) {
    public UploadPolicy {
        formats = Set.copyOf(formats);
    }

    /** The same for another store. */
    public UploadPolicy into(Store other) {
        return new UploadPolicy(other, formats, maxBytes, maxPixels);
    }

    /** This policy within what the uploader was granted. */
    UploadPolicy within(Grant grant) {
        return new UploadPolicy(
                store,
                formats.stream()
                        .filter(format ->
                                grant.formats().isEmpty() || grant.formats().contains(format))
                        .collect(Collectors.toUnmodifiableSet()),
                Math.min(maxBytes, grant.maxBytes()),
                maxPixels);
    }
}
