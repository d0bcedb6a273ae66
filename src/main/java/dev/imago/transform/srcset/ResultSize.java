package dev.imago.transform.srcset;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.transform.Fit;
import dev.imago.transform.Resize;
import dev.imago.transform.Sizing;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Region;

/**
 * How large a rendition will be, without making it. Borders that {@code trim} takes away are not known before, so a trimmed rendition
 * may be smaller than this.
 */
public final class ResultSize {
    private ResultSize() {}

    /**
     * The size in pixels.
     *
     * @param upright the original with its orientation applied
     * @throws Fault of kind {@code INVALID} if the region that is to be kept begins outside of the image
     */
    public static Dimensions of(Transform transform, Dimensions upright) {
        Dimensions picture = turned(transform, upright);
        Sizing sizing = Sizing.of(transform.resize(), picture.width(), picture.height());
        return new Dimensions(sizing.boxWidth(), sizing.boxHeight(), picture.frames());
    }

    /** Whether the original has all the pixels that are asked for, so that a larger one would show no more. */
    static boolean suffices(Transform transform, Dimensions upright) {
        Dimensions picture = turned(transform, upright);
        Resize resize = transform.resize();
        double across = resize.width().orElse(0) / (double) picture.width();
        double down = resize.height().orElse(0) / (double) picture.height();
        boolean box = resize.width().isPresent() && resize.height().isPresent();
        boolean within = box && resize.fit() != Fit.COVER && resize.fit() != Fit.FILL;
        return (within ? Math.min(across, down) : Math.max(across, down)) <= 1;
    }

    /** What is kept of the original, as it will lie. */
    private static Dimensions turned(Transform transform, Dimensions upright) {
        Dimensions kept =
                transform.cut().region().map(region -> within(region, upright)).orElse(upright);
        boolean lying = transform.turn().degrees() % 180 != 0;
        return lying ? new Dimensions(/* width= */ kept.height(), /* height= */ kept.width(), kept.frames()) : kept;
    }

    private static Dimensions within(Region region, Dimensions upright) {
        if (region.left() >= upright.width() || region.top() >= upright.height()) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "The parameter crop begins outside of the image, which has " + upright.width() + "x"
                            + upright.height() + " pixels.");
        }
        return new Dimensions(
                Math.min(region.width(), upright.width() - region.left()),
                Math.min(region.height(), upright.height() - region.top()),
                upright.frames());
    }
}
