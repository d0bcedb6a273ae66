package dev.imago.transform;

import java.util.Optional;

/**
 * What is to be made of an image. The steps are always done in this order, whatever order they were asked in: the orientation that
 * the camera noted, {@link Cut}, {@link Turn}, {@link Resize}, {@link Effects}, {@link Overlay}, {@link Output}. So a transform is
 * a value, not a program, and the same picture has one transform.
 */
public record Transform(Cut cut, Turn turn, Resize resize, Effects effects, Overlay overlay, Output output) {
    /** Nothing is changed but the orientation, the colour space and the metadata. */
    public static final Transform NONE =
            new Transform(Cut.NOTHING, Turn.NONE, Resize.NONE, Effects.NONE, Overlay.NONE, Output.AS_ORIGINAL);

    public Transform with(Cut other) {
        return new Transform(other, turn, resize, effects, overlay, output);
    }

    public Transform with(Turn other) {
        return new Transform(cut, other, resize, effects, overlay, output);
    }

    public Transform with(Resize other) {
        return new Transform(cut, turn, other, effects, overlay, output);
    }

    public Transform with(Effects other) {
        return new Transform(cut, turn, resize, other, overlay, output);
    }

    public Transform with(Overlay other) {
        return new Transform(cut, turn, resize, effects, other, output);
    }

    public Transform with(Output other) {
        return new Transform(cut, turn, resize, effects, overlay, other);
    }

    /**
     * What is kept of the original.
     *
     * @param region in pixels of the upright original; what lies outside of it is left out
     * @param trim takes away borders of one colour, after the region was cut
     */
    public record Cut(Optional<Region> region, boolean trim) {
        public static final Cut NOTHING = new Cut(Optional.empty(), false);
    }

    /** A part of a picture, in pixels from its upper left corner. */
    public record Region(int left, int top, int width, int height) {
        public Region {
            if (left < 0 || top < 0 || width < 1 || height < 1) {
                throw new IllegalArgumentException("not a region: " + left + "," + top + "," + width + "," + height);
            }
        }
    }

    /**
     * Turns and mirrors; the mirroring is done first.
     *
     * @param degrees clockwise: 0, 90, 180 or 270
     * @param flop mirrored left to right
     * @param flip mirrored top to bottom
     */
    public record Turn(int degrees, boolean flop, boolean flip) {
        public static final Turn NONE = new Turn(0, false, false);

        public Turn {
            if (degrees != 0 && degrees != 90 && degrees != 180 && degrees != 270) {
                throw new IllegalArgumentException("turned by a multiple of 90 below 360, not " + degrees);
            }
        }
    }

    /**
     * Changes of the picture after it has its size.
     *
     * @param blur the standard deviation of a Gaussian blur in pixels, 0 for none
     * @param sharpen the standard deviation of the mask that sharpens, in pixels, 0 for none
     * @param background what transparent parts, and the bars of {@link Fit#CONTAIN}, are filled with; empty leaves transparent
     *     what the output format can show so, and takes white where it cannot
     */
    public record Effects(double blur, double sharpen, Optional<Color> background) {
        public static final Effects NONE = new Effects(0, 0, Optional.empty());
    }

    /** What is laid over the picture. */
    public record Overlay(Optional<Watermark> watermark, Optional<Caption> caption) {
        public static final Overlay NONE = new Overlay(Optional.empty(), Optional.empty());
    }

    /**
     * A picture over the picture.
     *
     * @param image the name of a configured watermark
     * @param position where it stands; empty: where the configuration says
     * @param opacity from 0 to 100; empty: what the configuration says
     * @param size its width as a percentage of the picture's, from 1 to 100; empty: its own, or what the configuration says
     */
    public record Watermark(
            String image, Optional<Position> position, Optional<Integer> opacity, Optional<Integer> size) {
        /** Where one stands of which nothing is said. */
        public static final Position PLACE = Position.Edge.BOTTOM_RIGHT;

        public static final int OPAQUE = 100;

        /** One of its own size. */
        public Watermark(String image, Position position, int opacity) {
            this(image, Optional.of(position), Optional.of(opacity), Optional.empty());
        }
    }

    /** A line of text over the picture. */
    public record Caption(String text, Position position) {}

    /**
     * How the result is written.
     *
     * @param format empty: the original's, if browsers show it, else PNG for what is transparent and JPEG for the rest
     * @param quality from 1 to 100 in the terms of JPEG; other formats get the quality that looks equal. Empty: the configured one
     */
    public record Output(Optional<OutputFormat> format, Optional<Integer> quality) {
        public static final Output AS_ORIGINAL = new Output(Optional.empty(), Optional.empty());
    }
}
