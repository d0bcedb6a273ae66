package dev.imago.transform.srcset;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.transform.Fit;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Region;
import java.util.Optional;

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
        return resized(transform.resize(), turned(transform, upright));
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

    private static Dimensions resized(Resize resize, Dimensions picture) {
        Optional<Integer> w = resize.width();
        Optional<Integer> h = resize.height();
        if (w.isEmpty() || h.isEmpty()) {
            double factor = w.map(width -> (double) width / picture.width())
                    .or(() -> h.map(height -> (double) height / picture.height()))
                    .orElse(1.0);
            return times(resize.enlarge() ? factor : Math.min(1, factor), picture);
        }
        double across = (double) w.get() / picture.width();
        double down = (double) h.get() / picture.height();
        double most = resize.enlarge() ? Double.MAX_VALUE : 1;
        return switch (resize.fit()) {
            case CONTAIN, SCALE_DOWN -> new Dimensions(w.get(), h.get(), picture.frames());
            case INSIDE -> times(Math.min(most, Math.min(across, down)), picture);
            case FILL -> box(Math.min(1, most / Math.max(across, down)), resize, picture);
            case COVER -> box(Math.min(1, most / Math.max(across, down)), resize, picture);
        };
    }

    /** The asked box, made smaller in its own shape. */
    private static Dimensions box(double factor, Resize resize, Dimensions picture) {
        return new Dimensions(
                side(resize.width().orElseThrow() * factor),
                side(resize.height().orElseThrow() * factor),
                picture.frames());
    }

    private static Dimensions times(double factor, Dimensions picture) {
        return new Dimensions(side(picture.width() * factor), side(picture.height() * factor), picture.frames());
    }

    private static int side(double length) {
        return (int) Math.max(1, Math.round(length));
    }
}
