package dev.imago.upload;

import dev.imago.image.Digest;
import java.util.Optional;

/**
 * What must hold for an upload to be accepted, as its sender says.
 *
 * @param digest of the bytes, if the sender stated it
 */
public record Terms(Preconditions preconditions, Optional<Digest> digest, Grant grant) {
    public static final Terms NONE = new Terms(Preconditions.NONE, Optional.empty(), Grant.UNLIMITED);

    public Terms(Grant grant) {
        this(Preconditions.NONE, Optional.empty(), grant);
    }
}
