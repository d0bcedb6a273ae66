package dev.imago.transform;

/** A place in a picture. */
public sealed interface Position {
    Position CENTRE = Edge.CENTRE;

    /** The middle, an edge or a corner. */
    enum Edge implements Position {
        CENTRE,
        TOP,
        TOP_RIGHT,
        RIGHT,
        BOTTOM_RIGHT,
        BOTTOM,
        BOTTOM_LEFT,
        LEFT,
        TOP_LEFT
    }

    /** Found by looking at the picture; for cutting only. */
    enum Found implements Position {
        /** What catches the eye: edges, skin tones, saturated colours. */
        ATTENTION,
        /** Where the most detail is. */
        ENTROPY
    }

    /**
     * A point, as parts of the width and the height.
     *
     * @param x from 0 (left) to 1
     * @param y from 0 (top) to 1
     */
    record Point(double x, double y) implements Position {
        public Point {
            if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
                throw new IllegalArgumentException("a point lies from 0,0 to 1,1, not at " + x + "," + y);
            }
        }
    }
}
