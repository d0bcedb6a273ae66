package dev.imago.journal;

import dev.imago.image.Digest;
import dev.imago.image.ImageKey;
import java.time.Instant;
import java.util.Optional;

/**
 * One acknowledged change.
 *
 * @param sequence its place in the journal: grows, may have gaps, starts at 1
 * @param digest of the new bytes; empty for a delete
 * @param previous digest of the bytes that were replaced or deleted; empty if there were none
 * @param size of the new bytes, 0 for a delete
 * @param node the node that made it
 */
public record Change(
        long sequence,
        Kind kind,
        ImageKey key,
        Optional<Digest> digest,
        Optional<Digest> previous,
        long size,
        Instant at,
        Cause cause,
        String node) {
    /** What happened. */
    public enum Kind {
        PUT,
        DELETE
    }
}
