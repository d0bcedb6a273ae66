package dev.imago.transform;

import java.util.Optional;

/**
 * The size of the result. With one side given the other follows from the shape of the picture.
 *
 * @param width in pixels of the result
 * @param height in pixels of the result
 * @param fit what becomes of a picture of another shape; has no meaning unless both sides are given
 * @param position which part is kept by {@link Fit#COVER}, and where the picture stands in the bars of {@link Fit#CONTAIN}
 * @param enlarge whether a small picture is made larger
 */
public record Resize(Optional<Integer> width, Optional<Integer> height, Fit fit, Position position, boolean enlarge) {
    /** The longest side that can be asked for, in pixels. */
    public static final int LONGEST = 16_384;

    public static final Resize NONE = new Resize(Optional.empty(), Optional.empty(), Fit.COVER, Position.CENTRE, false);

    public Resize {
        check(width);
        check(height);
    }

    private static void check(Optional<Integer> side) {
        if (side.isPresent() && (side.get() < 1 || side.get() > LONGEST)) {
            throw new IllegalArgumentException("a side has 1 to " + LONGEST + " pixels, not " + side.get());
        }
    }
}
