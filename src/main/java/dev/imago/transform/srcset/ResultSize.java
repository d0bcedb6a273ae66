package dev.imago.transform.srcset;

import dev.imago.image.Dimensions;
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
     */
    public static Dimensions of(Transform transform, Dimensions upright) {
        Dimensions kept =
                transform.cut().region().map(region -> within(region, upright)).orElse(upright);
        boolean lying = transform.turn().degrees() % 180 != 0;
        Dimensions turned =
                lying ? new Dimensions(/* width= */ kept.height(), /* height= */ kept.width(), kept.frames()) : kept;
        return resized(transform.resize(), turned);
    }

    private static Dimensions within(Region region, Dimensions upright) {
        int left = Math.min(region.left(), upright.width() - 1);
        int top = Math.min(region.top(), upright.height() - 1);
        return new Dimensions(
                Math.min(region.width(), upright.width() - left),
                Math.min(region.height(), upright.height() - top),
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
            case FILL -> box(Math.min(1, most / across), Math.min(1, most / down), resize, picture);
            case COVER -> {
                double smaller = Math.min(1, most / Math.max(across, down));
                yield box(smaller, smaller, resize, picture);
            }
        };
    }

    /** The asked box, made smaller. */
    private static Dimensions box(double across, double down, Resize resize, Dimensions picture) {
        return new Dimensions(
                side(resize.width().orElseThrow() * across),
                side(resize.height().orElseThrow() * down),
                picture.frames());
    }

    private static Dimensions times(double factor, Dimensions picture) {
        return new Dimensions(side(picture.width() * factor), side(picture.height() * factor), picture.frames());
    }

    private static int side(double length) {
        return (int) Math.max(1, Math.round(length));
    }
}
