package dev.imago.transform.vips;

import dev.imago.transform.Color;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.Position.Found;
import dev.imago.transform.Sizing;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Region;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** What happens to a picture, or to each frame of an animation, after it was opened and cut: size, colours, effects, overlays. */
final class Finish {
    private final Plan plan;
    private final Transform transform;
    private final RenderOptions options;
    private final OutputFormat output;
    private final Optional<MemorySegment> watermark;

    /** Where an animation is cut is decided by its first frame. */
    private Optional<Region> found = Optional.empty();

    Finish(
            Plan plan,
            Transform transform,
            RenderOptions options,
            OutputFormat output,
            Optional<MemorySegment> watermark) {
        this.plan = plan;
        this.transform = transform;
        this.options = options;
        this.output = output;
        this.watermark = watermark;
    }

    Image of(Image opened) {
        return overlaid(grounded(effects(inBox(upright(sized(opened))))));
    }

    /** Scaled in the colours of the file, as then there are fewer pixels to convert; what has more than 8 bits has them converted before. */
    private Image sized(Image image) {
        boolean profile = options.keepProfile() && output != OutputFormat.GIF;
        Image simple = image.is8Bit() ? image : Colours.toScreen(image, profile);
        if (simple.hasAlpha() && !Colours.hasProfile(simple) && opaqueGround().isPresent()) {
            simple = Colours.flattened(simple, opaqueGround().get());
        }
        Image scaled = Scaling.to(simple, plan.storedWidth(), plan.storedHeight());
        return image.is8Bit() ? Colours.toScreen(scaled, profile) : scaled;
    }

    private Image upright(Image image) {
        return plan.symmetry().equals(Symmetry.NONE) ? image : plan.symmetry().of(image.inMemory());
    }

    private Image inBox(Image image) {
        Sizing sizing = plan.sizing();
        if (!sizing.cuts()) {
            return image;
        }
        Position position = transform.resize().position();
        int width = sizing.boxWidth();
        int height = sizing.boxHeight();
        if (position instanceof Found way) {
            return foundBy(way, image, width, height);
        }
        int left = Placing.cutAt(Placing.x(position), width, image.width());
        int top = Placing.cutAt(Placing.y(position), height, image.height());
        return image.cut(left, top, width, height);
    }

    private Image foundBy(Found way, Image image, int width, int height) {
        if (found.isEmpty()) {
            Image all = image.inMemory();
            Image best = all.scope()
                    .operation("smartcrop")
                    .set("input", all)
                    .set("width", width)
                    .set("height", height)
                    .set("interesting", way == Found.ATTENTION ? "attention" : "entropy")
                    .image();
            // What is cut away is noted as a negative offset.
            found = Optional.of(new Region(-best.xOffset(), -best.yOffset(), width, height));
            return best;
        }
        return image.cut(found.get().left(), found.get().top(), width, height);
    }

    private Image effects(Image image) {
        double blur = transform.effects().blur();
        double sharpen = transform.effects().sharpen();
        Image blurred = image;
        if (blur > 0) {
            blurred = image.hasAlpha()
                    ? Colours.unpremultiplied(blur(Colours.premultiplied(image), blur))
                    : blur(image, blur);
        }
        return sharpen > 0
                ? Colours.to8Bit(
                        blurred.operation("sharpen").set("sigma", sharpen).image())
                : blurred;
    }

    private static Image blur(Image image, double sigma) {
        return image.operation("gaussblur").set("sigma", sigma).image();
    }

    /** With its background, where there is one, and bars. */
    private Image grounded(Image image) {
        Image grounded = image;
        if (image.hasAlpha()) {
            Optional<Color> opaque = opaqueGround();
            if (opaque.isPresent()) {
                grounded = Colours.flattened(image, opaque.get());
            } else if (transform
                    .effects()
                    .background()
                    .filter(c -> c.alpha() > 0)
                    .isPresent()) {
                grounded = Colours.over(image, transform.effects().background().get());
            }
        }
        Sizing sizing = plan.sizing();
        if (!sizing.hasBars()) {
            return grounded;
        }
        Position position = transform.resize().position();
        Color bars = opaqueGround().or(() -> transform.effects().background()).orElse(new Color(0, 0, 0, 0));
        return Colours.inBox(
                grounded,
                bars,
                Placing.standAt(Placing.x(position), grounded.width(), sizing.boxWidth()),
                Placing.standAt(Placing.y(position), grounded.height(), sizing.boxHeight()),
                sizing.boxWidth(),
                sizing.boxHeight());
    }

    /** The background, if nothing is to shine through: as it is opaque, or as the format shows no transparency. */
    private Optional<Color> opaqueGround() {
        Optional<Color> asked = transform.effects().background();
        if (asked.filter(color -> color.alpha() == 255).isPresent()) {
            return asked;
        }
        return output == OutputFormat.JPEG
                ? Optional.of(asked.map(Finish::onWhite).orElse(Color.WHITE))
                : Optional.empty();
    }

    private static Color onWhite(Color color) {
        return new Color(onWhite(color.red(), color), onWhite(color.green(), color), onWhite(color.blue(), color), 255);
    }

    private static int onWhite(int shade, Color color) {
        return (shade * color.alpha() + 255 * (255 - color.alpha())) / 255;
    }

    private Image overlaid(Image image) {
        Image overlaid = image;
        if (transform.overlay().watermark().isPresent() && watermark.isPresent()) {
            overlaid = Overlays.watermarked(
                    overlaid, watermark.get(), transform.overlay().watermark().get());
        }
        if (transform.overlay().caption().isPresent()) {
            overlaid =
                    Overlays.captioned(overlaid, transform.overlay().caption().get());
        }
        return overlaid;
    }
}
