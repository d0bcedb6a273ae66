package dev.imago.upload;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import java.util.Optional;

/**
 * What must hold for an upload to be accepted, as its sender says.
 *
 * @param digest of the bytes, if the sender stated it
 */
public record Terms(WriteConditions preconditions, Optional<Digest> digest, Grant grant) {
    public static final Terms NONE = new Terms(WriteConditions.NONE, Optional.empty(), Grant.UNLIMITED);

    public Terms(Grant grant) {
        this(WriteConditions.NONE, Optional.empty(), grant);
    }

    /** @throws Fault of kind {@code INVALID} when the bytes that arrived have another digest than was stated */
    void require(Digest arrived) {
        if (digest.isPresent() && !digest.get().equals(arrived)) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "The bytes do not have the stated digest: they arrived with the SHA-256 " + arrived + ".");
        }
    }
}
