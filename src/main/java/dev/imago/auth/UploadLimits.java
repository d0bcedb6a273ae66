package dev.imago.auth;

import dev.imago.image.Format;
import java.util.Optional;
import java.util.Set;

/**
 * What an upload token allows beyond its prefix.
 *
 * @param formats empty: all that the place accepts
 * @param maxBytes the largest file; {@link Long#MAX_VALUE}: as large as the place accepts
 * @param uploads how many upload requests may be made; empty: any number
 */
public record UploadLimits(Set<Format> formats, long maxBytes, Optional<Integer> uploads) {
    public static final UploadLimits NONE = new UploadLimits(Set.of(), Long.MAX_VALUE, Optional.empty());

    public UploadLimits {
        formats = Set.copyOf(formats);
    }
}
