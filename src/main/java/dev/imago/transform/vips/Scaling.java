package dev.imago.transform.vips;

/** Brings pictures to a size. */
final class Scaling {
    private Scaling() {}

    static Image to(Image image, int width, int height) {
        if (image.width() == width && image.height() == height) {
            return image;
        }
        if (image.hasAlpha()) {
            return Colours.unpremultiplied(exactly(Colours.premultiplied(image), width, height));
        }
        return exactly(image, width, height);
    }

    private static Image exactly(Image image, int width, int height) {
        Image resized = image.operation("resize")
                .set("scale", (double) width / image.width())
                .set("vscale", (double) height / image.height())
                .image();
        if (resized.width() == width && resized.height() == height) {
            return resized;
        }
        // A pixel more or less by rounding: cut it off, or repeat the last one.
        return resized.operation("embed")
                .set("x", 0)
                .set("y", 0)
                .set("width", width)
                .set("height", height)
                .set("extend", "copy")
                .image();
    }
}
