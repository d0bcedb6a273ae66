package dev.imago.transform.vips;

import dev.imago.image.Fault;
import dev.imago.image.Sniffer;
import dev.imago.transform.Position;
import dev.imago.transform.Transform.Caption;
import dev.imago.transform.Transform.Watermark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** What is laid over a picture: a watermark, a line of text. */
final class Overlays {
    /** The distance to the edges, as a part of the shorter side. */
    private static final double MARGIN = 0.03;

    private Overlays() {}

    /** A picture over the picture, of the asked width or its own; made smaller if it does not fit. */
    static Image watermarked(Image image, MemorySegment bytes, Watermark asked) {
        Scope scope = image.scope();
        Position position = asked.position().orElse(Watermark.PLACE);
        int opacity = asked.opacity().orElse(Watermark.OPAQUE);
        Image own = Colours.withAlpha(Colours.inColour(Colours.toScreen(read(scope, bytes), false)))
                .inMemory();
        Image mark = scaled(own, image, asked.size());
        Image faded = opacity == 100
                ? mark
                : mark.operation("linear")
                        .set("a", 1, 1, 1, opacity / 100.0)
                        .set("b", 0, 0, 0, 0)
                        .set("uchar", true)
                        .image();
        int left = Placing.standAt(Placing.x(position), faded.width(), image.width());
        int top = Placing.standAt(Placing.y(position), faded.height(), image.height());
        return laidOver(image, faded, left, top);
    }

    private static Image read(Scope scope, MemorySegment bytes) {
        try {
            var header = Sniffer.read(new SegmentChannel(bytes))
                    .orElseThrow(() -> new Fault(Fault.Kind.INTERNAL, "the watermark is no image"));
            return Loader.open(scope, header.format(), bytes, 1, true);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Image scaled(Image mark, Image under, Optional<Integer> percentOfWidth) {
        double most = Math.min((double) under.width() / mark.width(), (double) under.frameHeight() / mark.height());
        double wanted = percentOfWidth
                .map(percent -> percent / 100.0 * under.width() / mark.width())
                .orElse(1.0);
        double scale = Math.min(wanted, most);
        return scale == 1
                ? mark
                : Scaling.to(mark, Math.max(1, (int) Math.round(mark.width() * scale)), Math.max(1, (int)
                        Math.round(mark.height() * scale)));
    }

    /** White letters with a dark shadow, so that they can be read on everything. */
    static Image captioned(Image image, Caption caption) {
        Scope scope = image.scope();
        if (!scope.vips.knows("text")) {
            throw new Fault(
                    Fault.Kind.UNSUPPORTED_TYPE, "text cannot be drawn here: the installed libvips has no fonts");
        }
        int margin = (int) Math.ceil(Math.min(image.width(), image.height()) * MARGIN);
        int room = Math.max(1, image.width() - 2 * margin);
        Image letters = letters(scope, caption.text(), Math.max(10, image.height() / 18), room);
        int left = margin + Placing.standAt(Placing.x(caption.position()), letters.width(), room);
        int top = margin
                + Placing.standAt(
                        Placing.y(caption.position()), letters.height(), Math.max(1, image.height() - 2 * margin));
        int blur = Math.max(1, letters.height() / 16);
        Image shadow = coloured(
                letters.operation("embed")
                        .set("x", 2 * blur)
                        .set("y", 2 * blur)
                        .set("width", letters.width() + 4 * blur)
                        .set("height", letters.height() + 4 * blur)
                        .image()
                        .operation("gaussblur")
                        .set("sigma", (double) blur)
                        .image(),
                0);
        Image shaded = laidOver(image, shadow, left - 2 * blur, top - 2 * blur);
        return laidOver(shaded, coloured(letters, 255), left, top);
    }

    private static Image letters(Scope scope, String text, int size, int width) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return scope.operation("text")
                .set("text", escaped)
                .set("font", "sans bold 10")
                .set("dpi", size * 72 / 10)
                .set("width", width)
                .image()
                .inMemory();
    }

    /** One colour, as opaque as the mask is bright. */
    private static Image coloured(Image mask, int shade) {
        Image flat = mask.operation("linear")
                .set("a", 0.0)
                .set("b", (double) shade)
                .set("uchar", true)
                .image();
        return mask.scope()
                .operation("bandjoin")
                .set("in", List.of(flat, flat, flat, mask))
                .image()
                .operation("copy")
                .set("interpretation", "srgb")
                .image();
    }

    private static Image laidOver(Image image, Image above, int left, int top) {
        boolean opaque = !image.hasAlpha();
        Image below = Colours.withAlpha(Colours.inColour(image));
        Image composed = Colours.composed(below, above, left, top);
        return opaque
                ? composed.operation("extract_band").set("band", 0).set("n", 3).image()
                : composed;
    }
}
