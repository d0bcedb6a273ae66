package dev.imago.transform;

import dev.imago.image.Dimensions;
import dev.imago.transform.Renderer.Seen;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.Transform.Turn;
import java.util.Optional;

/**
 * A smaller picture that stands for a large original when small renditions are made, as it is decoded in a fraction of the time: upright,
 * in sRGB, a JPEG of high quality. Pure.
 *
 * <p>Its sides are multiples of 8, since a JPEG that is decoded smaller would otherwise be shifted by parts of a pixel. The
 * sizes of renditions follow from the original's all the same.
 */
public final class Mezzanine {
    /** Tells it from renditions, and from mezzanines made in another way. */
    public static final String NAME = "mezzanine 1";

    /** Of originals with more pixels. */
    private static final long LARGE = 4_000_000;

    private static final double PIXELS = 2_000_000;
    private static final int BLOCK = 8;

    /**
     * In the terms of JPEG. Colours have half of the resolution at this one, which is still all that is needed for what is half as
     * large; with all of it, it would take a third longer to decode.
     */
    private static final int QUALITY = 89;

    /** How much larger it is than what is made from it, at least, so that its own losses are not seen. */
    private static final int LARGER = 2;

    private Mezzanine() {}

    /** How to make it; nothing where the original is small, moves, shows through or has more than 8 bits. */
    public static Optional<Transform> of(Seen original) {
        if (!original.plain() || original.upright().pixels() <= LARGE) {
            return Optional.empty();
        }
        Dimensions size = size(original.upright());
        return Optional.of(Transform.NONE
                .with(new Resize(
                        Optional.of(size.width()), Optional.of(size.height()), Fit.FILL, Position.CENTRE, false))
                .with(new Output(Optional.of(OutputFormat.JPEG), Optional.of(QUALITY))));
    }

    /**
     * Whether a rendition is small enough to be made from it.
     *
     * @param original the size of the upright original
     */
    public static boolean serves(Transform transform, Dimensions original) {
        if (transform.cut().region().isPresent() || transform.cut().trim()) {
            return false;
        }
        Turn turn = transform.turn();
        boolean lying = turn.degrees() % 180 != 0;
        int width = lying ? original.height() : original.width();
        int height = lying ? original.width() : original.height();
        Sizing wanted = Sizing.of(transform.resize(), width, height);
        Dimensions here = size(new Dimensions(width, height));
        return wanted.width() * LARGER <= here.width() && wanted.height() * LARGER <= here.height();
    }

    private static Dimensions size(Dimensions original) {
        double scale = Math.sqrt(PIXELS / ((double) original.width() * original.height()));
        return new Dimensions(side(original.width() * scale), side(original.height() * scale));
    }

    private static int side(double length) {
        return (int) Math.max(1, Math.round(length / BLOCK)) * BLOCK;
    }
}
