package dev.imago.adopt;

import dev.imago.image.Digest;
import dev.imago.image.ImageHeader;
import dev.imago.store.BlobStat;

/** What an inspection of a place in a store comes to. */
public sealed interface Finding {
    /** There is nothing. */
    record Nothing() implements Finding {}

    /** Another program is still writing there; ask again in a moment. */
    record Unsettled() implements Finding {}

    /** There is something, but it is no image of a known format. */
    record NoImage(BlobStat stat) implements Finding {}

    /** There is an image. */
    record Found(BlobStat stat, Digest digest, ImageHeader header) implements Finding {}
}
