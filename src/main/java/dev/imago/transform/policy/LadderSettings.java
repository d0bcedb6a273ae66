package dev.imago.transform.policy;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import dev.imago.transform.Color;
import dev.imago.transform.query.Colors;
import java.util.List;

/** The steps that the values of an address are rounded to. */
public record LadderSettings(
        @Setting(
                doc = "Widths, and heights where no width is given, in pixels; others are rounded up to the next.",
                byDefault =
                        "16, 32, 64, 100, 150, 200, 240, 320, 400, 480, 640, 800, 960, 1080, 1280, 1600, 1920, 2560, 3840")
        @Range(min = "1", max = "16384")
        List<Integer> sides,

        @Setting(
                doc =
                        "The shapes of boxes (`w` and `h` together); the closest is taken. Absent: any shape from 1:12 to 12:1, to within 2 %.",
                byDefault = "",
                example = "1:1, 4:3, 16:9")
        List<Shape> shapes,

        @Setting(doc = "Qualities; others are rounded up to the next.", byDefault = "50, 75, 90")
        @Range(min = "1", max = "100")
        List<Integer> qualities,

        @Setting(
                doc =
                        "Allow `rotate`, `flip`, `blur`, `sharpen`, `bg`, `trim` and `enlarge` outside of presets, one of them in an address.",
                byDefault = "true")
        boolean effects,

        @Setting(doc = "Strengths of `blur`; others are rounded up to the next.", byDefault = "1, 5, 20")
        @Range(min = "0.01", max = "100")
        List<Double> blurs,

        @Setting(doc = "Strengths of `sharpen`; others are rounded up to the next.", byDefault = "0.5, 1")
        @Range(min = "0.01", max = "10")
        List<Double> sharpens,

        @Setting(doc = "Colours of `bg`; others are refused.", byDefault = "fff, 000")
        List<Background> backgrounds)
        implements Checked {
    /** A colour of the configuration. */
    public record Background(Color color) {
        /** Parses a colour as {@code bg} does; the message of the exception says what is expected. */
        public static Background parse(String text) {
            return new Background(Colors.parse(text));
        }

        @Override
        public String toString() {
            return Colors.write(color);
        }
    }

    public LadderSettings {
        sides = List.copyOf(sides);
        shapes = List.copyOf(shapes);
        qualities = List.copyOf(qualities);
        blurs = List.copyOf(blurs);
        sharpens = List.copyOf(sharpens);
        backgrounds = List.copyOf(backgrounds);
    }

    @Override
    public void check(Check check) {
        requireSome(check, "sides", sides);
        requireSome(check, "qualities", qualities);
        requireSome(check, "blurs", blurs);
        requireSome(check, "sharpens", sharpens);
    }

    private static void requireSome(Check check, String key, List<?> values) {
        if (values.isEmpty()) {
            check.refuse(key, "at least one value");
        }
    }
}
