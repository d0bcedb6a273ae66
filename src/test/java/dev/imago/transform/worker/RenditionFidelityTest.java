package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imago.image.Dimensions;
import dev.imago.image.Format;
import dev.imago.transform.Fit;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.RenderSettings;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Caption;
import dev.imago.transform.Transform.Cut;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.Transform.Overlay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a rendition keeps of its original, and what it must not: colours, times, names, places. */
@Tag("slow")
@ParameterizedClass(name = "{0}")
@MethodSource("dev.imago.transform.worker.InstalledVips#all")
final class RenditionFidelityTest {
    private static final int RED = 0xFFFF0000;
    private static final int GREEN = 0xFF00FF00;
    private static final int BLUE = 0xFF0000FF;
    private static WorkerPool pool;
    private static WorkerPool keeping;

    @Parameter
    private InstalledVips vips;

    @BeforeAll
    static void needMagick() {
        assumeTrue(Magick.isThere(), "ImageMagick is not installed");
    }

    @BeforeParameterizedClassInvocation
    static void start(InstalledVips vips) throws Exception {
        RenderSettings usual = vips.in(Pools.settings(1, Duration.ofSeconds(30)));
        pool = Pools.ready(usual);
        keeping = Pools.ready(new RenderSettings(
                usual.workers(),
                usual.timeout(),
                usual.memory(),
                usual.jobsPerWorker(),
                usual.queue(),
                usual.longestWait(),
                usual.library(),
                usual.maxPixels(),
                usual.maxFrames(),
                usual.maxBytes(),
                95,
                true,
                true,
                false));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        pool.close();
        keeping.close();
    }

    private static Picture flat(int width, int height, int argb) {
        return Picture.painted(width, height, (_, _) -> argb);
    }

    private static Transform to(OutputFormat format) {
        return Transform.NONE.with(new Output(Optional.of(format), Optional.of(95)));
    }

    private static Picture shown(Rendition rendition) throws IOException {
        return Magick.decoded(Pools.bytes(rendition), name(rendition.format()), 0);
    }

    private static String name(Format format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    private static void assertColour(Picture picture, double x, double y, int argb, String what) {
        int found = picture.at((int) (x * picture.width()), (int) (y * picture.height()));
        for (int shift = 0; shift < 24; shift += 8) {
            assertThat(found >> shift & 255)
                    .as("%s: %08x is to be %08x", what, found, argb)
                    .isCloseTo(argb >> shift & 255, within(36));
        }
    }

    @Test
    void animations_keep_their_frames_times_and_loops() throws IOException {
        List<Picture> frames = List.of(flat(60, 40, RED), flat(60, 40, GREEN), flat(60, 40, BLUE));
        for (String loop : List.of("0", "3")) {
            for (Format from : List.of(Format.GIF, Format.WEBP)) {
                byte[] original = Magick.encoded(
                        frames, "-delay", "5", "-loop", loop, "-set", "delay", "%[fx:5+20*t]", name(from) + ":-");
                Animation before = Animation.of(from, original);
                assertThat(before.delays()).hasSize(3).doesNotHaveDuplicates();
                for (OutputFormat output : List.of(OutputFormat.GIF, OutputFormat.WEBP)) {
                    String what = from + " to " + output + ", loop " + loop;
                    Rendition made = pool.render(
                            Originals.of(from, original),
                            to(output)
                                    .with(new Resize(
                                            Optional.of(30), Optional.empty(), Fit.COVER, Position.CENTRE, false)));
                    assertThat(made.dimensions()).as(what).isEqualTo(new Dimensions(30, 20, 3));
                    Animation after = Animation.of(made.format(), Pools.bytes(made));
                    assertThat(after.delays()).as(what).isEqualTo(before.delays());
                    assertThat(after.plays()).as(what).isEqualTo(before.plays());
                }
            }
        }
    }

    @Test
    void colours_are_those_of_the_profile_and_the_profile_is_kept_where_it_is_asked() throws IOException {
        byte[] profile = Profiles.swapped();
        byte[] png = Profiles.inPng(Magick.encoded(flat(40, 40, RED), "png24:-"), profile);
        byte[] jpeg = Profiles.inJpeg(Magick.encoded(flat(40, 40, RED), "-quality", "95", "jpeg:-"), profile);
        for (var original : List.of(Originals.of(Format.PNG, png), Originals.of(Format.JPEG, jpeg))) {
            for (OutputFormat output : OutputFormat.values()) {
                String what = original.format() + " to " + output;
                Rendition made = pool.render(original, to(output));
                assertColour(shown(made), 0.5, 0.5, BLUE, what);
                assertThat(holds(made, "acsp") || holds(made, "iCCP")).as(what).isFalse();

                Rendition kept = keeping.render(original, to(output));
                assertColour(
                        shown(kept), 0.5, 0.5, output == OutputFormat.GIF ? BLUE : RED, what + ", kept if it can be");
                switch (output) {
                    case JPEG, WEBP, AVIF ->
                        assertThat(holds(kept, latin(profile))).as(what).isTrue();
                    case PNG ->
                        assertThat(Magick.convert(Pools.bytes(kept), "png:-", "icc:-"))
                                .as(what)
                                .isEqualTo(profile);
                    case GIF -> assertThat(holds(kept, "acsp")).as(what).isFalse();
                }
            }
        }
    }

    @Test
    void inks_become_what_their_profile_says_and_without_one_what_they_are_called() throws IOException {
        int[] inks = {0, 8, 4, 2, 1};
        byte[] raw = new byte[50 * 10 * 4];
        for (int pixel = 0; pixel < 500; pixel++) {
            int ink = inks[pixel % 50 / 10];
            for (int band = 0; band < 4; band++) {
                raw[4 * pixel + band] = (byte) ((ink & 8 >> band) != 0 ? 255 : 0);
            }
        }
        byte[] without = Magick.convert(
                raw, "-size", "50x10", "-depth", "8", "cmyk:-", "-sampling-factor", "1x1", "-quality", "98", "jpeg:-");
        byte[] with = Profiles.inJpeg(without, Profiles.inks());
        int[] usual = {0xFFFFFFFF, 0xFF00AEEF, 0xFFEC008C, 0xFFFFF200, 0xFF231F20};
        for (WorkerPool each : List.of(pool, keeping)) {
            Picture profiled = shown(each.render(Originals.of(Format.JPEG, with), to(OutputFormat.PNG)));
            Picture guessed = shown(each.render(Originals.of(Format.JPEG, without), to(OutputFormat.PNG)));
            for (int patch = 0; patch < inks.length; patch++) {
                double x = patch / 5.0 + 0.1;
                assertColour(profiled, x, 0.5, Profiles.colour(inks[patch]), "with profile, ink " + inks[patch]);
                assertColour(guessed, x, 0.5, usual[patch], "without, ink " + inks[patch]);
            }
        }
    }

    @Test
    void nothing_is_told_of_the_photographer_but_the_names_where_it_is_asked() throws IOException {
        byte[] jpeg = Magick.encoded(flat(40, 40, RED), "-quality", "95", "jpeg:-");
        byte[] told = Exif.inJpeg(
                Exif.inJpeg(
                        jpeg,
                        0xFFE1,
                        Exif.latin("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")),
                Exif.telling());
        byte[] png = Exif.inPng(Magick.encoded(flat(40, 40, RED), "png24:-"), Exif.telling());
        for (var original : List.of(Originals.of(Format.JPEG, told), Originals.of(Format.PNG, png))) {
            for (OutputFormat output : OutputFormat.values()) {
                String what = original.format() + " to " + output;
                Rendition made = pool.render(original, to(output));
                for (String secret : List.of(Exif.MAKE, Exif.ARTIST, "xmpmeta", "eXIf", "zTXt", latin(Exif.PLACE))) {
                    assertThat(holds(made, secret)).as("%s: %s", what, secret).isFalse();
                }

                Rendition kept = keeping.render(original, to(output));
                assertThat(holds(kept, Exif.COPYRIGHT) && holds(kept, Exif.ARTIST + '\0'))
                        .as(what)
                        .isEqualTo(canHoldNames(output));
                for (String secret : List.of(Exif.MAKE, "xmpmeta", latin(Exif.PLACE))) {
                    assertThat(holds(kept, secret))
                            .as("%s, kept: %s", what, secret)
                            .isFalse();
                }
            }
        }
    }

    /** Old versions of libvips write none into PNG. */
    private static boolean canHoldNames(OutputFormat format) {
        boolean old = pool.capabilities().orElseThrow().version().startsWith("8.14.");
        return format != OutputFormat.GIF && !(format == OutputFormat.PNG && old);
    }

    private static boolean holds(Rendition rendition, String text) {
        return latin(Pools.bytes(rendition)).contains(text);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void nothing_is_larger_than_its_original_unless_it_is_asked() throws IOException {
        byte[] png = Magick.encoded(flat(60, 40, RED), "png24:-");
        for (Fit fit : Fit.values()) {
            Resize box = new Resize(Optional.of(120), Optional.of(120), fit, Position.CENTRE, false);
            Rendition small = pool.render(
                    Originals.of(Format.PNG, png), to(OutputFormat.PNG).with(box));
            Rendition large = pool.render(
                    Originals.of(Format.PNG, png),
                    to(OutputFormat.PNG).with(new Resize(box.width(), box.height(), fit, Position.CENTRE, true)));
            long red = java.util.stream.IntStream.of(shown(small).pixels())
                    .filter(argb -> argb == RED)
                    .count();
            assertThat(red).as("pixels of the picture, %s", fit).isLessThanOrEqualTo(60 * 40);
            assertThat(small.dimensions())
                    .as("%s", fit)
                    .isEqualTo(
                            switch (fit) {
                                case COVER, FILL -> new Dimensions(40, 40);
                                case INSIDE -> new Dimensions(60, 40);
                                case CONTAIN, SCALE_DOWN -> new Dimensions(120, 120);
                            });
            assertThat(large.dimensions())
                    .as("%s", fit)
                    .isEqualTo(fit == Fit.INSIDE ? new Dimensions(120, 80) : new Dimensions(120, 120));
        }
    }

    @Test
    void borders_are_trimmed_from_every_format_and_from_animations() throws IOException {
        Picture framed = Picture.painted(60, 50, (x, y) -> x >= 12 && x < 44 && y >= 8 && y < 40 ? RED : 0xFFFFFFFF);
        Transform trimmed = to(OutputFormat.PNG).with(new Cut(Optional.empty(), true));
        for (String format : List.of("jpeg", "png", "webp", "avif", "gif", "tiff")) {
            byte[] original = Magick.encoded(
                    framed, "-quality", "97", "-compress", format.equals("tiff") ? "lzw" : "undefined", format + ":-");
            Dimensions found = pool.render(
                            Originals.of(Format.valueOf(format.toUpperCase(Locale.ROOT)), original), trimmed)
                    .dimensions();
            assertThat(found.width()).as(format).isCloseTo(32, within(2));
            assertThat(found.height()).as(format).isCloseTo(32, within(2));
        }
        byte[] moving = Magick.encoded(List.of(framed, framed), "-delay", "5", "gif:-");
        Rendition still = pool.render(
                Originals.of(Format.GIF, moving), to(OutputFormat.GIF).with(new Cut(Optional.empty(), true)));
        assertThat(still.dimensions()).isEqualTo(new Dimensions(32, 32, 2));
    }

    @Test
    void a_caption_stands_where_it_is_asked_and_nowhere_else() throws IOException {
        byte[] png = Magick.encoded(flat(300, 200, 0xFF808080), "png24:-");
        for (Position.Edge edge : List.of(Position.Edge.TOP, Position.Edge.BOTTOM)) {
            Transform captioned = to(OutputFormat.PNG)
                    .with(new Overlay(Optional.empty(), Optional.of(new Caption("Grün & <b>", edge))));
            Picture picture = shown(pool.render(Originals.of(Format.PNG, png), captioned));
            long above = changed(picture, 0, 100);
            long below = changed(picture, 100, 200);
            assertThat(edge == Position.Edge.TOP ? above : below).as("%s", edge).isGreaterThan(100);
            assertThat(edge == Position.Edge.TOP ? below : above).as("%s", edge).isZero();
        }
    }

    private static long changed(Picture picture, int from, int to) {
        return java.util.stream.IntStream.range(from * picture.width(), to * picture.width())
                .filter(i -> Math.abs((picture.pixels()[i] & 255) - 128) > 20)
                .count();
    }
}
