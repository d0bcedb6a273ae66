package dev.imago.transform.vips;

import dev.imago.transform.Position;
import dev.imago.transform.Position.Edge;
import dev.imago.transform.Position.Found;
import dev.imago.transform.Position.Point;

/** Where something stands in, or is cut from, something larger; as parts of the free room to its left and above it. */
final class Placing {
    private Placing() {}

    /** The first pixel of a part of this length that is cut so that a point comes to its middle, as far as the whole allows. */
    static int cutAt(double point, int part, int whole) {
        return (int) Math.max(0, Math.min(whole - part, Math.round(point * whole - part / 2.0)));
    }

    /** The first pixel of something of this length that stands in something longer. */
    static int standAt(double share, int part, int whole) {
        return (int) Math.round(share * (whole - part));
    }

    static double x(Position position) {
        return switch (position) {
            case Edge edge ->
                switch (edge) {
                    case TOP_LEFT, LEFT, BOTTOM_LEFT -> 0;
                    case TOP, CENTRE, BOTTOM -> 0.5;
                    case TOP_RIGHT, RIGHT, BOTTOM_RIGHT -> 1;
                };
            case Point point -> point.x();
            case Found _ -> 0.5;
        };
    }

    static double y(Position position) {
        return switch (position) {
            case Edge edge ->
                switch (edge) {
                    case TOP_LEFT, TOP, TOP_RIGHT -> 0;
                    case LEFT, CENTRE, RIGHT -> 0.5;
                    case BOTTOM_LEFT, BOTTOM, BOTTOM_RIGHT -> 1;
                };
            case Point point -> point.y();
            case Found _ -> 0.5;
        };
    }
}
