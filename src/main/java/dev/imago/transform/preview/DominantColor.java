package dev.imago.transform.preview;

import java.util.Locale;

/**
 * The colour that most of a picture has: colours are sorted into 16 × 16 × 16 drawers, and the mean of the fullest drawer is taken.
 * A pixel counts as much as it is opaque.
 */
final class DominantColor {
    private static final int DRAWERS = 1 << 12;

    private DominantColor() {}

    /** As {@code #rrggbb}; white for a picture that cannot be seen. */
    static String of(Pixels pixels) {
        long[] weights = new long[DRAWERS];
        for (int pixel : pixels.argb()) {
            weights[drawer(pixel)] += pixel >>> 24;
        }
        int fullest = 0;
        for (int drawer = 1; drawer < DRAWERS; drawer++) {
            fullest = weights[drawer] > weights[fullest] ? drawer : fullest;
        }
        return weights[fullest] == 0 ? "#ffffff" : mean(pixels, fullest, weights[fullest]);
    }

    private static int drawer(int pixel) {
        return (pixel >> 12 & 0xF00) | (pixel >> 8 & 0xF0) | (pixel >> 4 & 0xF);
    }

    private static String mean(Pixels pixels, int drawer, long weight) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int pixel : pixels.argb()) {
            if (drawer(pixel) == drawer) {
                int alpha = pixel >>> 24;
                red += (long) alpha * (pixel >> 16 & 0xFF);
                green += (long) alpha * (pixel >> 8 & 0xFF);
                blue += (long) alpha * (pixel & 0xFF);
            }
        }
        return String.format(
                Locale.ROOT, "#%02x%02x%02x", rounded(red, weight), rounded(green, weight), rounded(blue, weight));
    }

    private static long rounded(long sum, long weight) {
        return (sum + weight / 2) / weight;
    }
}
