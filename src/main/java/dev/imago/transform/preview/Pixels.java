package dev.imago.transform.preview;

/**
 * A small picture in sRGB, row by row from the top left.
 *
 * @param argb a number for each pixel: alpha, red, green and blue in eight bits each; colours are not multiplied by alpha
 */
@SuppressWarnings("ArrayRecordComponent")
record Pixels(int width, int height, int[] argb) {
    Pixels {
        if (width < 1 || height < 1 || argb.length != width * height) {
            throw new IllegalArgumentException(argb.length + " pixels are not " + width + "x" + height);
        }
    }

    /** The same on white, without transparency. */
    Pixels onWhite() {
        int[] opaque = new int[argb.length];
        for (int i = 0; i < argb.length; i++) {
            int alpha = argb[i] >>> 24;
            int pixel = 0xFF;
            for (int shift = 16; shift >= 0; shift -= 8) {
                int shade = argb[i] >> shift & 0xFF;
                pixel = pixel << 8 | (shade * alpha + 255 * (255 - alpha) + 127) / 255;
            }
            opaque[i] = pixel;
        }
        return new Pixels(width, height, opaque);
    }
}
