package dev.imago.transform;

/**
 * A colour in sRGB.
 *
 * @param red from 0 to 255, as are green, blue and alpha (0 is transparent)
 */
public record Color(int red, int green, int blue, int alpha) {
    public static final Color WHITE = new Color(255, 255, 255, 255);

    public Color {
        if (((red | green | blue | alpha) & ~255) != 0) {
            throw new IllegalArgumentException("a part of a colour is from 0 to 255");
        }
    }
}
