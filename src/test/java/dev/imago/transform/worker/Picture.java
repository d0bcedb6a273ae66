package dev.imago.transform.worker;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Pixels in sRGB, as {@code 0xAARRGGBB}, row by row. */
record Picture(int width, int height, int[] pixels) {
    interface Painter {
        int argb(int x, int y);
    }

    static Picture painted(int width, int height, Painter painter) {
        return new Picture(
                width,
                height,
                IntStream.range(0, width * height)
                        .map(i -> painter.argb(i % width, i / width))
                        .toArray());
    }

    static Picture of(BufferedImage image) {
        if (image.getColorModel().getColorSpace().getType() != ColorSpace.TYPE_GRAY) {
            return painted(image.getWidth(), image.getHeight(), image::getRGB);
        }
        // Java takes grey for linear light, which no file means.
        Raster raster = image.getRaster();
        return painted(image.getWidth(), image.getHeight(), (x, y) -> {
            int grey = raster.getSample(x, y, 0);
            int alpha = raster.getNumBands() == 2 ? raster.getSample(x, y, 1) : 255;
            return alpha << 24 | grey << 16 | grey << 8 | grey;
        });
    }

    int at(int x, int y) {
        return pixels[y * width + x];
    }

    Picture with(IntUnaryOperator change) {
        return new Picture(width, height, IntStream.of(pixels).map(change).toArray());
    }

    Picture grey() {
        return with(argb -> {
            int grey = (int) Math.round(luma(argb));
            return argb & 0xFF000000 | grey << 16 | grey << 8 | grey;
        });
    }

    Picture opaque() {
        return with(argb -> argb | 0xFF000000);
    }

    /** As a format has it that knows only transparent and opaque pixels. */
    Picture cutOut() {
        return with(argb -> argb >>> 24 < 128 ? 0 : argb | 0xFF000000);
    }

    /** On a background of one shade. */
    Picture on(int shade) {
        return with(argb -> {
            int alpha = argb >>> 24;
            int result = 0xFF;
            for (int shift = 16; shift >= 0; shift -= 8) {
                result =
                        result << 8 | (int) Math.round(((argb >> shift & 255) * alpha + shade * (255 - alpha)) / 255.0);
            }
            return result;
        });
    }

    /** As a camera stores it that notes this orientation of EXIF (CIPA DC-008, tag 274). */
    Picture stored(int orientation) {
        boolean transposed = orientation > 4;
        int across = transposed ? height : width;
        int down = transposed ? width : height;
        int[] stored = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = transposed ? y : x;
                int row = transposed ? x : y;
                // 2, 3, 7 and 8: column 0 is the right or the lower side; 3, 4, 6 and 7: row 0 is the lower or the
                // right side.
                boolean backwards = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
                boolean upwards = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
                column = backwards ? across - 1 - column : column;
                row = upwards ? down - 1 - row : row;
                stored[row * across + column] = at(x, y);
            }
        }
        return new Picture(across, down, stored);
    }

    byte[] rgba() {
        byte[] bytes = new byte[pixels.length * 4];
        for (int i = 0; i < pixels.length; i++) {
            bytes[4 * i] = (byte) (pixels[i] >> 16);
            bytes[4 * i + 1] = (byte) (pixels[i] >> 8);
            bytes[4 * i + 2] = (byte) pixels[i];
            bytes[4 * i + 3] = (byte) (pixels[i] >> 24);
        }
        return bytes;
    }

    /** Of Rec. 601, as JPEG has it. */
    static double luma(int argb) {
        return 0.299 * (argb >> 16 & 255) + 0.587 * (argb >> 8 & 255) + 0.114 * (argb & 255);
    }
}
