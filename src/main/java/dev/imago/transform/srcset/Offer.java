package dev.imago.transform.srcset;

import dev.imago.image.Dimensions;
import dev.imago.transform.Fit;
import dev.imago.transform.Transform;

/**
 * A size that can be had.
 *
 * @param query that asks for it
 * @param transform that is made
 * @param size of what comes out
 * @param density pixels of the image to a pixel of the page, where that is fixed
 */
record Offer(String query, Transform transform, Dimensions size, double density) {
    /**
     * Whether it is worth being offered for an original of this size. A smaller original gives what it has, and larger offers are
     * recognized by being no larger; but enlarging shows no more, and bars would grow around a picture that does not.
     */
    boolean worthFor(Dimensions upright) {
        Fit fit = transform.resize().fit();
        boolean grows = transform.resize().enlarge() || fit == Fit.CONTAIN || fit == Fit.SCALE_DOWN;
        return !grows || ResultSize.suffices(transform, upright);
    }
}
