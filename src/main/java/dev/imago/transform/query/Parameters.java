package dev.imago.transform.query;

import static dev.imago.transform.query.Parts.cut;
import static dev.imago.transform.query.Parts.effects;
import static dev.imago.transform.query.Parts.output;
import static dev.imago.transform.query.Parts.overlay;
import static dev.imago.transform.query.Parts.resize;
import static dev.imago.transform.query.Parts.turn;
import static dev.imago.transform.query.Parts.unless;

import dev.imago.transform.Color;
import dev.imago.transform.Fit;
import dev.imago.transform.Position;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform.Caption;
import dev.imago.transform.Transform.Cut;
import dev.imago.transform.Transform.Effects;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.Transform.Overlay;
import dev.imago.transform.Transform.Region;
import dev.imago.transform.Transform.Turn;
import dev.imago.transform.Transform.Watermark;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of all parameters, in the order in which they are printed. Parsing, printing, messages and the table in the documents
 * follow from it.
 */
public final class Parameters {
    /** The names of presets and watermarks. */
    public static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}";

    public static final Parameter<String> PRESET = Parameter.of(
            "preset",
            Codecs.text("the name of a configured preset", NAME),
            "The parameters that are configured under this name. Others in the address go before those of the preset.");

    public static final Parameter<Integer> W = Parameter.of(
                    "w", Codecs.whole(" of pixels", 1, Resize.LONGEST), "The width.", "width", "wid", "tr-w")
            .saying(
                    t -> t.resize().width(),
                    (t, w) ->
                            resize(t, r -> new Resize(Optional.of(w), r.height(), r.fit(), r.position(), r.enlarge())));

    public static final Parameter<Integer> H = Parameter.of(
                    "h", Codecs.whole(" of pixels", 1, Resize.LONGEST), "The height.", "height", "hei", "tr-h")
            .saying(
                    t -> t.resize().height(),
                    (t, h) ->
                            resize(t, r -> new Resize(r.width(), Optional.of(h), r.fit(), r.position(), r.enlarge())));

    public static final Parameter<Fit> FIT = Parameter.of(
                    "fit",
                    Codecs.choice(Parts.words(Fit.values())),
                    "What becomes of a picture of another shape than `w` and `h`. Default: `cover`.",
                    "mode",
                    "resize",
                    "func")
            .saying(
                    t -> unless(Fit.COVER, t.resize().fit()),
                    (t, fit) -> resize(t, r -> new Resize(r.width(), r.height(), fit, r.position(), r.enlarge())));

    public static final Parameter<Position> POSITION = Parameter.of(
                    "position",
                    Positions.ANY,
                    "Which part `cover` keeps, and where the picture stands in the bars of `contain` and `scale-down`. Default: `centre`.",
                    "gravity",
                    "anchor",
                    "pos",
                    "crop-position")
            .saying(
                    t -> unless(Position.CENTRE, t.resize().position()),
                    (t, position) -> resize(t, r -> new Resize(r.width(), r.height(), r.fit(), position, r.enlarge())));

    public static final Parameter<Boolean> ENLARGE = Parameter.of(
                    "enlarge", Codecs.yes(), "Makes a small picture larger than it is.", "upscale", "el")
            .saying(
                    t -> unless(false, t.resize().enlarge()),
                    (t, enlarge) -> resize(t, r -> new Resize(r.width(), r.height(), r.fit(), r.position(), enlarge)));

    public static final Parameter<Double> DPR = Parameter.of(
            "dpr",
            Codecs.decimal(0.1, 8, 2),
            "Pixels of the screen to a pixel of the page: multiplies `w` and `h`.",
            "scale");

    public static final Parameter<Region> CROP = Parameter.of(
                    "crop",
                    Codecs.region(),
                    "The part of the upright original that is kept; it is cut before everything else.",
                    "rect",
                    "extract")
            .saying(t -> t.cut().region(), (t, region) -> cut(t, c -> new Cut(Optional.of(region), c.trim())));

    public static final Parameter<Boolean> TRIM = Parameter.of(
                    "trim", Codecs.yes(), "Takes away borders of one colour.", "autocrop")
            .saying(t -> unless(false, t.cut().trim()), (t, trim) -> cut(t, c -> new Cut(c.region(), trim)));

    public static final Parameter<Integer> ROTATE = Parameter.of(
                    "rotate", Codecs.choice(Parts.degrees()), "Turns clockwise, after mirroring.", "rot", "or", "angle")
            .saying(
                    t -> unless(0, t.turn().degrees()),
                    (t, degrees) -> turn(t, u -> new Turn(degrees, u.flop(), u.flip())));

    public static final Parameter<Flip> FLIP = Parameter.of(
                    "flip",
                    Codecs.choice(Parts.words(Flip.values())),
                    "Mirrors left to right (`h`), top to bottom (`v`), or both ways.",
                    "mirror",
                    "flop")
            .saying(
                    t -> Flip.of(t.turn().flop(), t.turn().flip()),
                    (t, flip) -> turn(t, u -> new Turn(u.degrees(), flip.flop, flip.flip)));

    public static final Parameter<Double> BLUR = Parameter.of(
                    "blur",
                    Codecs.decimal(0, 100, 2),
                    "A Gaussian blur; its standard deviation in pixels of the result.")
            .saying(
                    t -> unless(0.0, t.effects().blur()),
                    (t, blur) -> effects(t, e -> new Effects(blur, e.sharpen(), e.background())));

    public static final Parameter<Double> SHARPEN = Parameter.of(
                    "sharpen",
                    Codecs.decimal(0, 10, 2),
                    "Sharpens; the standard deviation of the mask in pixels of the result.",
                    "sharp",
                    "usm")
            .saying(
                    t -> unless(0.0, t.effects().sharpen()),
                    (t, sharpen) -> effects(t, e -> new Effects(e.blur(), sharpen, e.background())));

    public static final Parameter<Color> BG = Parameter.of(
                    "bg",
                    Colors.CODEC,
                    "What transparent parts and the bars of `contain` are filled with. Default: transparent where the format can be, else white.",
                    "background",
                    "fill",
                    "bg-color")
            .saying(
                    t -> t.effects().background(),
                    (t, color) -> effects(t, e -> new Effects(e.blur(), e.sharpen(), Optional.of(color))));

    public static final Parameter<Watermark> WATERMARK = Parameter.of(
                    "watermark",
                    Overlays.WATERMARK,
                    "Lays a configured picture over it. What is not said is as configured.",
                    "mark",
                    "wm")
            .saying(
                    t -> t.overlay().watermark(),
                    (t, mark) -> overlay(t, o -> new Overlay(Optional.of(mark), o.caption())));

    public static final Parameter<Caption> TEXT = Parameter.of(
                    "text", Overlays.CAPTION, "Writes a line of text over it. Default: `bottom`.", "txt", "caption")
            .saying(
                    t -> t.overlay().caption(),
                    (t, caption) -> overlay(t, o -> new Overlay(o.watermark(), Optional.of(caption))));

    public static final Parameter<FormatWish> FORMAT = Parameter.of(
                    "format",
                    Codecs.choice(Parts.formats()),
                    "The format. `auto`: the best one that the client takes. Default: that of the original where browsers show it.",
                    "fm",
                    "f",
                    "type",
                    "output")
            .saying(
                    t -> t.output().format().map(FormatWish::of),
                    (t, wish) -> output(t, o -> new Output(wish.output(), o.quality())));

    public static final Parameter<Integer> Q = Parameter.of(
                    "q",
                    Codecs.whole("", 1, 100),
                    "The quality, in the terms of JPEG; other formats get the quality that looks equal.",
                    "quality",
                    "qlt")
            .saying(t -> t.output().quality(), (t, q) -> output(t, o -> new Output(o.format(), Optional.of(q))));

    /** Until when a signature holds. */
    public static final Parameter<Long> EXPIRES =
            Parameter.of("expires", Codecs.seconds(), "Until when the signature holds.");

    /** Which key a signature was made with. */
    public static final Parameter<String> KID = Parameter.of(
            "kid",
            Codecs.text("the name of a key, of letters, digits, - and _", "[A-Za-z0-9_-]{1,32}"),
            "Names the key that signed.");

    public static final Parameter<String> SIG =
            Parameter.of("sig", Codecs.text("a signature in base64url", ".*"), "The signature.", "signature", "s");

    /** Those that say what picture is wanted. */
    public static final List<Parameter<?>> RENDITION = List.of(
            PRESET, W, H, FIT, POSITION, ENLARGE, DPR, CROP, TRIM, ROTATE, FLIP, BLUR, SHARPEN, BG, WATERMARK, TEXT,
            FORMAT, Q);

    /** Those that say that it may be had. */
    public static final List<Parameter<?>> SIGNATURE = List.of(EXPIRES, KID, SIG);

    private Parameters() {}

    static Stream<Parameter<?>> all() {
        return Stream.concat(RENDITION.stream(), SIGNATURE.stream());
    }
}
