package dev.imago.transform.vips;

import dev.imago.image.Dimensions;

/**
 * What holds for all jobs of a server.
 *
 * @param quality in the terms of JPEG, where the transform names none
 * @param maxPixels of all frames of an original together, and of a result
 * @param maxFrames of an original
 * @param keepCopyright whether copyright and artist stay in the metadata
 * @param keepProfile whether colours stay as they are, with their profile, where the output format can hold it
 * @param damagedToo whether a truncated original is delivered with what can be read of it, the rest grey
 */
public record RenderOptions(
        int quality, long maxPixels, int maxFrames, boolean keepCopyright, boolean keepProfile, boolean damagedToo) {
    public static final RenderOptions USUAL = new RenderOptions(80, 100_000_000, 1000, false, false, false);

    boolean allows(Dimensions dimensions) {
        return dimensions.pixels() <= maxPixels && dimensions.frames() <= maxFrames;
    }
}
