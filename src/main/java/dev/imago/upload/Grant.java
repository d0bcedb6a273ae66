package dev.imago.upload;

import dev.imago.image.Format;
import java.util.Set;

/**
 * What an uploader may at the most, beyond what the policy of the place says: an upload token can carry narrower limits.
 *
 * @param formats empty: all
 * @param maxBytes the largest file, in bytes
 */
public record Grant(Set<Format> formats, long maxBytes) {
    /** No limits beyond those of the place. */
    public static final Grant UNLIMITED = new Grant(Set.of(), Long.MAX_VALUE);

    public Grant {
        formats = Set.copyOf(formats);
    }
}
