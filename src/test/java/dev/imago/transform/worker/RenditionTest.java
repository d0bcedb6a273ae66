package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.Color;
import dev.imago.transform.Fit;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Renderer.Source;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Cut;
import dev.imago.transform.Transform.Effects;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.Transform.Overlay;
import dev.imago.transform.Transform.Region;
import dev.imago.transform.Transform.Turn;
import dev.imago.transform.Transform.Watermark;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Renditions of a picture of four quarters: red, green, below blue and white. What comes out is read with ImageIO, not with the
 * library that made it; formats that ImageIO does not know are made PNG first.
 */
@Tag("slow")
@ParameterizedClass(name = "{0}")
@MethodSource("dev.imago.transform.worker.InstalledVips#all")
final class RenditionTest {
    private static final int RED = 0xFFFF0000;
    private static final int GREEN = 0xFF00FF00;
    private static final int BLUE = 0xFF0000FF;
    private static final int WHITE = 0xFFFFFFFF;
    private static WorkerPool pool;

    @Parameter
    private InstalledVips vips;

    @BeforeParameterizedClassInvocation
    static void start(InstalledVips vips) throws Exception {
        pool = Pools.ready(
                vips.in(Pools.settings(2, Duration.ofSeconds(30))),
                Command.usual(),
                Map.of("blue", ByteBuffer.wrap(encoded(flat(40, 20, BLUE), "png"))));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        pool.close();
    }

    private static BufferedImage flat(int width, int height, int argb) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, argb);
        }
        return image;
    }

    private static BufferedImage quarters(int width, int height, int type) {
        var image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean left = x < width / 2;
                image.setRGB(x, y, y < height / 2 ? (left ? RED : GREEN) : left ? BLUE : WHITE);
            }
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).as(format).isTrue();
        return bytes.toByteArray();
    }

    private static Source quarters(Format format) throws IOException {
        BufferedImage image = quarters(400, 200, BufferedImage.TYPE_INT_RGB);
        return switch (format) {
            case JPEG, PNG, GIF, TIFF ->
                Originals.of(format, encoded(image, format.name().toLowerCase(java.util.Locale.ROOT)));
            default -> {
                var made = pool.render(quarters(Format.PNG), to(OutputFormat.valueOf(format.name())));
                yield Originals.of(format, Pools.bytes(made));
            }
        };
    }

    private static Transform to(OutputFormat format) {
        return Transform.NONE.with(new Output(Optional.of(format), Optional.of(90)));
    }

    private static Transform sized(int width, int height, Fit fit, OutputFormat format) {
        return to(format).with(new Resize(Optional.of(width), Optional.of(height), fit, Position.CENTRE, false));
    }

    private static BufferedImage decoded(Rendition rendition) throws IOException {
        // WebP and AVIF are lossy beside sharp edges, so colours are looked at in the middle of areas.
        Rendition readable = switch (rendition.format()) {
            case WEBP, AVIF ->
                pool.render(Originals.of(rendition.format(), Pools.bytes(rendition)), to(OutputFormat.PNG));
            default -> rendition;
        };
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(Pools.bytes(readable)));
        assertThat(image.getWidth()).isEqualTo(rendition.dimensions().width());
        assertThat(image.getHeight()).isEqualTo(rendition.dimensions().height());
        return image;
    }

    private static BufferedImage rendered(Source source, Transform transform) throws IOException {
        return decoded(pool.render(source, transform));
    }

    private static void assertColour(BufferedImage image, double x, double y, int argb) {
        int found = image.getRGB((int) (x * image.getWidth()), (int) (y * image.getHeight()));
        for (int shift = 0; shift < 32; shift += 8) {
            assertThat(found >> shift & 255)
                    .as("at %s,%s %08x is to be %08x", x, y, found, argb)
                    .isCloseTo(argb >> shift & 255, within(28));
        }
    }

    private static void assertQuarters(BufferedImage image, int... colours) {
        assertColour(image, 0.25, 0.25, colours[0]);
        assertColour(image, 0.75, 0.25, colours[1]);
        assertColour(image, 0.25, 0.75, colours[2]);
        assertColour(image, 0.75, 0.75, colours[3]);
    }

    @Test
    void every_format_becomes_every_format_in_every_fit() throws IOException {
        for (Format from : new Format[] {Format.JPEG, Format.PNG, Format.WEBP, Format.AVIF, Format.GIF, Format.TIFF}) {
            Source source = quarters(from);
            for (OutputFormat to : OutputFormat.values()) {
                for (Fit fit : Fit.values()) {
                    Rendition rendition = pool.render(source, sized(100, 100, fit, to));
                    assertThat(rendition.format()).isEqualTo(to.format());
                    assertThat(rendition.dimensions())
                            .as("%s to %s, %s", from, to, fit)
                            .isEqualTo(fit == Fit.INSIDE ? new Dimensions(100, 50) : new Dimensions(100, 100));
                    BufferedImage image = decoded(rendition);
                    if (fit == Fit.CONTAIN || fit == Fit.SCALE_DOWN) {
                        assertColour(image, 0.25, 0.4, RED);
                        assertColour(image, 0.75, 0.6, WHITE);
                        if (to == OutputFormat.JPEG) {
                            assertColour(image, 0.25, 0.1, WHITE);
                        } else {
                            assertThat(image.getRGB(25, 10) >>> 24).as("bars").isZero();
                        }
                    } else {
                        assertQuarters(image, RED, GREEN, BLUE, WHITE);
                    }
                }
            }
        }
    }

    @Test
    void all_eight_orientations_come_out_upright() throws IOException {
        byte[] jpeg = encoded(quarters(400, 200, BufferedImage.TYPE_INT_RGB), "jpeg");
        int[][] expected = {
            {RED, GREEN, BLUE, WHITE}, {GREEN, RED, WHITE, BLUE}, {WHITE, BLUE, GREEN, RED}, {BLUE, WHITE, RED, GREEN},
            {RED, BLUE, GREEN, WHITE}, {BLUE, RED, WHITE, GREEN}, {WHITE, GREEN, BLUE, RED}, {GREEN, WHITE, RED, BLUE}
        };
        for (int orientation = 1; orientation <= 8; orientation++) {
            Source source = Originals.of(Format.JPEG, withOrientation(jpeg, orientation));
            Rendition whole = pool.render(source, to(OutputFormat.PNG));
            assertThat(whole.dimensions())
                    .isEqualTo(orientation <= 4 ? new Dimensions(400, 200) : new Dimensions(200, 400));
            assertQuarters(decoded(whole), expected[orientation - 1]);
            assertQuarters(rendered(source, sized(60, 60, Fit.FILL, OutputFormat.JPEG)), expected[orientation - 1]);
            BufferedImage corner = rendered(
                    source, to(OutputFormat.PNG).with(new Cut(Optional.of(new Region(10, 10, 60, 60)), false)));
            assertColour(corner, 0.5, 0.5, expected[orientation - 1][0]);
        }
    }

    private static byte[] withOrientation(byte[] jpeg, int orientation) {
        byte[] exif = java.util.HexFormat.of()
                .parseHex("ffe10022" + "457869660000" + "4d4d002a00000008" + "0001" + "01120003000000010" + "00"
                        + orientation + "0000" + "00000000");
        var joined = ByteBuffer.allocate(jpeg.length + exif.length);
        joined.put(jpeg, 0, 2).put(exif).put(jpeg, 2, jpeg.length - 2);
        return joined.array();
    }

    @Test
    void turns_cuts_and_borders_are_done_in_their_order() throws IOException {
        Source source = quarters(Format.PNG);
        Transform png = to(OutputFormat.PNG);
        assertQuarters(rendered(source, png.with(new Turn(90, false, false))), BLUE, RED, WHITE, GREEN);
        assertQuarters(rendered(source, png.with(new Turn(0, true, false))), GREEN, RED, WHITE, BLUE);
        assertQuarters(rendered(source, png.with(new Turn(270, false, true))), WHITE, GREEN, BLUE, RED);
        Transform trimmed = png.with(new Cut(Optional.empty(), true));
        var framed = flat(100, 100, WHITE);
        framed.getGraphics().drawImage(flat(30, 20, RED), 40, 10, null);
        Rendition without = pool.render(Originals.of(Format.PNG, encoded(framed, "png")), trimmed);
        assertThat(without.dimensions()).isEqualTo(new Dimensions(30, 20));
        assertThat(Pools.refusal(pool, source, png.with(new Cut(Optional.of(new Region(400, 0, 1, 1)), false)))
                        .kind())
                .isEqualTo(Fault.Kind.INVALID);
    }

    @Test
    void a_picture_is_enlarged_only_when_it_is_asked() throws IOException {
        Source small = Originals.of(Format.PNG, encoded(quarters(40, 20, BufferedImage.TYPE_INT_RGB), "png"));
        Resize wide = new Resize(Optional.of(80), Optional.empty(), Fit.COVER, Position.CENTRE, false);
        Resize wider = new Resize(Optional.of(80), Optional.empty(), Fit.COVER, Position.CENTRE, true);
        assertThat(pool.render(small, Transform.NONE.with(wide)).dimensions()).isEqualTo(new Dimensions(40, 20));
        assertThat(pool.render(small, Transform.NONE.with(wider)).dimensions()).isEqualTo(new Dimensions(80, 40));
        assertThat(pool.render(small, sized(100, 100, Fit.COVER, OutputFormat.PNG))
                        .dimensions())
                .isEqualTo(new Dimensions(20, 20));
    }

    @Test
    void positions_choose_what_is_kept() throws IOException {
        Source source = quarters(Format.JPEG);
        for (Position position : new Position[] {Position.Edge.LEFT, new Position.Point(0.1, 0.5)}) {
            assertColour(
                    rendered(
                            source,
                            to(OutputFormat.PNG)
                                    .with(new Resize(Optional.of(50), Optional.of(100), Fit.COVER, position, false))),
                    0.9,
                    0.2,
                    RED);
        }
        for (Position position : Position.Found.values()) {
            assertThat(pool.render(
                                    Originals.demo("dogs.jpg", Format.JPEG),
                                    to(OutputFormat.WEBP)
                                            .with(new Resize(
                                                    Optional.of(70), Optional.of(70), Fit.COVER, position, false)))
                            .dimensions())
                    .isEqualTo(new Dimensions(70, 70));
        }
    }

    @Test
    void transparency_is_kept_or_put_on_its_background() throws IOException {
        var half = flat(100, 100, 0);
        half.getGraphics().drawImage(flat(50, 100, RED), 0, 0, null);
        Source source = Originals.of(Format.PNG, encoded(half, "png"));
        for (OutputFormat format : new OutputFormat[] {OutputFormat.PNG, OutputFormat.WEBP, OutputFormat.AVIF}) {
            BufferedImage kept = rendered(source, sized(40, 40, Fit.FILL, format));
            assertColour(kept, 0.2, 0.5, RED);
            assertThat(kept.getRGB(36, 20) >>> 24).as(format.name()).isLessThan(5);
        }
        assertColour(rendered(source, sized(40, 40, Fit.FILL, OutputFormat.JPEG)), 0.9, 0.5, WHITE);
        Effects onBlue = new Effects(0, 0, Optional.of(new Color(0, 0, 255, 255)));
        assertColour(rendered(source, sized(40, 40, Fit.FILL, OutputFormat.PNG).with(onBlue)), 0.9, 0.5, BLUE);
        Effects halfBlue = new Effects(0, 0, Optional.of(new Color(0, 0, 255, 128)));
        assertColour(rendered(source, sized(40, 40, Fit.FILL, OutputFormat.PNG).with(halfBlue)), 0.9, 0.5, 0x800000FF);
    }

    @Test
    void deep_grey_and_blurred_pictures_come_out_as_they_look() throws IOException {
        var deep = new BufferedImage(60, 60, BufferedImage.TYPE_USHORT_GRAY);
        deep.getGraphics().drawImage(flat(60, 60, 0xFF808080), 0, 0, null);
        BufferedImage grey =
                rendered(Originals.of(Format.PNG, encoded(deep, "png")), sized(30, 30, Fit.COVER, OutputFormat.JPEG));
        assertThat(grey.getRaster().getNumBands()).isEqualTo(1);
        Effects effects = new Effects(2, 1, Optional.empty());
        assertQuarters(
                rendered(
                        quarters(Format.JPEG),
                        sized(100, 50, Fit.COVER, OutputFormat.WEBP).with(effects)),
                RED,
                GREEN,
                BLUE,
                WHITE);
    }

    @Test
    void a_watermark_lies_over_the_picture() throws IOException {
        Transform marked = to(OutputFormat.PNG)
                .with(new Overlay(Optional.of(new Watermark("blue", Position.Edge.TOP_LEFT, 100)), Optional.empty()));
        BufferedImage image = rendered(quarters(Format.PNG), marked);
        assertColour(image, 0.05, 0.05, BLUE);
        assertColour(image, 0.25, 0.25, RED);
    }

    @Test
    void hostile_and_cut_off_files_are_refused_and_cost_no_worker() throws IOException {
        long deaths = pool.counters().deaths();
        byte[] bomb = java.util.HexFormat.of()
                .parseHex("89504e470d0a1a0a0000000d49484452000186a0000186a00802000000fc92d1ee"
                        + "0000000c4944415478da63f8ffff3f0005fe02fe0def46b8" + "0000000049454e44ae426082");
        Fault fault = Pools.refusal(pool, Originals.of(Format.PNG, bomb), Transform.NONE);
        assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
        assertThat(fault.message()).contains("100000x100000");
        for (Format format : new Format[] {Format.JPEG, Format.PNG, Format.WEBP, Format.GIF}) {
            byte[] whole = ((Originals.Bytes) quarters(format)).bytes();
            byte[] part = Arrays.copyOf(whole, whole.length * 6 / 10);
            assertThat(Pools.refusal(pool, Originals.of(format, part), sized(50, 50, Fit.COVER, OutputFormat.JPEG))
                            .kind())
                    .as(format.name())
                    .isEqualTo(Fault.Kind.UNPROCESSABLE);
        }
        assertThat(pool.counters().deaths()).isEqualTo(deaths);
    }

    @Test
    void workers_end_with_their_pool() throws Exception {
        Set<ProcessHandle> before = workers();
        var own = Pools.ready(Pools.settings(1, Duration.ofSeconds(5)));
        Set<ProcessHandle> its = workers();
        its.removeAll(before);
        assertThat(its).isNotEmpty();
        own.close();
        Pools.until("its workers have ended", () -> its.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static Set<ProcessHandle> workers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("WorkerMain"))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
