package dev.imago.transform.vips;

import dev.imago.transform.Transform.Region;
import java.util.Arrays;

/** Finds what lies within a border of one colour. */
final class Borders {
    /** How far from the border's colour a pixel has to be; less is noise of JPEG. */
    private static final int THRESHOLD = 10;

    private Borders() {}

    /** The part of a picture in memory without its borders; all of it, if it has one colour only. */
    static Region within(Image image) {
        Image seen = image.is8Bit() ? image : Colours.toScreen(image, false).inMemory();
        double[] corner = seen.firstPixel();
        boolean transparent = seen.hasAlpha() && corner[corner.length - 1] == 0;
        Operation search = transparent
                ? opacity(seen).operation("find_trim").set("background", 0.0)
                : seen.operation("find_trim")
                        .set("background", Arrays.copyOf(corner, seen.hasAlpha() ? corner.length - 1 : corner.length));
        Operation found = search.set("threshold", THRESHOLD).run();
        int width = found.number("width");
        int height = found.number("height");
        return width < 1 || height < 1
                ? new Region(0, 0, image.width(), image.height())
                : new Region(found.number("left"), found.number("top"), width, height);
    }

    private static Image opacity(Image image) {
        return image.operation("extract_band").set("band", image.bands() - 1).image();
    }
}
