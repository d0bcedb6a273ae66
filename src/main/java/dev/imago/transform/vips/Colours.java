package dev.imago.transform.vips;

import dev.imago.transform.Color;
import java.util.Arrays;

/** Colours: what a screen shows, transparency, backgrounds. */
final class Colours {
    private static final String PROFILE = "icc-profile-data";

    private Colours() {}

    static boolean hasProfile(Image image) {
        return image.has(PROFILE);
    }

    /** The same picture in sRGB or grey, 8 bits a band, whatever its profile and its colour space are. */
    static Image toScreen(Image image, boolean keepProfile) {
        boolean grey = image.bands() < 3;
        if (hasProfile(image) && !(keepProfile && image.is8Bit() && (image.isSrgb() || image.isGrey()))) {
            Image converted = image.operation("icc_transform")
                    .set("output_profile", "srgb")
                    .set("embedded", true)
                    .set("intent", "perceptual")
                    .set("depth", 8)
                    .image();
            return grey ? toSpace(converted, "b-w") : converted;
        }
        if (image.is8Bit() && (image.isSrgb() || image.isGrey())) {
            return image;
        }
        return toSpace(image, grey ? "b-w" : "srgb");
    }

    private static Image toSpace(Image image, String space) {
        Image converted = image.operation("colourspace").set("space", space).image();
        return to8Bit(converted);
    }

    static Image to8Bit(Image image) {
        return image.is8Bit()
                ? image
                : image.operation("cast").set("format", "uchar").image();
    }

    /** Colours times opacity, so that what cannot be seen does not shine through when pixels are mixed. */
    static Image premultiplied(Image image) {
        return image.operation("premultiply").image();
    }

    static Image unpremultiplied(Image image) {
        return to8Bit(image.operation("unpremultiply").image());
    }

    /** Without transparency. */
    static Image flattened(Image image, Color background) {
        return image.hasAlpha()
                ? suitable(image, background)
                        .operation("flatten")
                        .set("background", shade(image, background))
                        .image()
                : image;
    }

    /** On a background that can be seen through itself. */
    static Image over(Image image, Color background) {
        Image colourful = withAlpha(suitable(image, background));
        Image ground = colourful
                .operation("linear")
                .set("a", new double[colourful.bands()])
                .set("b", values(colourful, background))
                .set("uchar", true)
                .image();
        return composed(ground, colourful, 0, 0);
    }

    /** In a larger box whose rest has one colour. */
    static Image inBox(Image image, Color background, int left, int top, int width, int height) {
        Image suitable = suitable(image, background);
        Image ready = background.alpha() < 255 ? withAlpha(suitable) : suitable;
        return ready.operation("embed")
                .set("x", left)
                .set("y", top)
                .set("width", width)
                .set("height", height)
                .set("extend", "background")
                .set("background", values(ready, background))
                .image();
    }

    /** One picture over the other; both have transparency. */
    static Image composed(Image below, Image above, int left, int top) {
        Image composed = below.scope()
                .operation("composite2")
                .set("base", below)
                .set("overlay", above)
                .set("mode", "over")
                .set("x", left)
                .set("y", top)
                .image();
        return to8Bit(composed);
    }

    static Image withAlpha(Image image) {
        return image.hasAlpha()
                ? image
                : image.operation("bandjoin_const").set("c", 255.0).image();
    }

    static Image inColour(Image image) {
        return image.isGrey() ? toSpace(image, "srgb") : image;
    }

    /** In colour, if the background needs it. */
    private static Image suitable(Image image, Color background) {
        return background.red() == background.green() && background.green() == background.blue()
                ? image
                : inColour(image);
    }

    private static double[] shade(Image image, Color color) {
        boolean grey = image.isGrey() && color.red() == color.green() && color.green() == color.blue();
        return grey ? new double[] {color.red()} : new double[] {color.red(), color.green(), color.blue()};
    }

    private static double[] values(Image image, Color color) {
        double[] shade = shade(image, color);
        if (!image.hasAlpha()) {
            return shade;
        }
        double[] values = Arrays.copyOf(shade, shade.length + 1);
        values[shade.length] = color.alpha();
        return values;
    }
}
