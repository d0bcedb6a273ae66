package dev.imago.image;

/**
 * The size of an image as its header states it, before any orientation is applied.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param frames of an animation or pages of a document, at least 1
 */
public record Dimensions(int width, int height, int frames) {
    public Dimensions {
        if (width < 1 || height < 1 || frames < 1) {
            throw new IllegalArgumentException("an image has at least one pixel and one frame: " + width + "x" + height
                    + ", " + frames + " frames");
        }
    }

    public Dimensions(int width, int height) {
        this(width, height, 1);
    }

    /** Pixels of all frames together: what decoding costs. Never overflows: {@link Long#MAX_VALUE} stands for more. */
    public long pixels() {
        long high = Math.multiplyHigh((long) width * height, frames);
        return high == 0 && (long) width * height * frames >= 0 ? (long) width * height * frames : Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return frames == 1 ? width + "x" + height : width + "x" + height + "x" + frames;
    }
}
