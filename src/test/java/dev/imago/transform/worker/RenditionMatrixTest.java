package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imago.image.Dimensions;
import dev.imago.image.Format;
import dev.imago.transform.Fit;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Output;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every kind of original looks like in every format and every fit, held against pixels that were computed in plain Java. Files
 * are made and read by ImageMagick and Java; only transparent AVIF, which they do not know, by the pool itself.
 */
@Tag("slow")
@ParameterizedClass(name = "{0}")
@MethodSource("dev.imago.transform.worker.InstalledVips#all")
final class RenditionMatrixTest {
    private static final int SIDE = 90;
    private static WorkerPool pool;

    private static List<Sample> samples;
    private static List<Sample> turned;

    @Parameter
    private InstalledVips vips;

    @BeforeAll
    static void make() throws IOException {
        assumeTrue(Magick.isThere(), "ImageMagick is not installed");
        samples = Sample.all();
        turned = Sample.turned();
    }

    @BeforeParameterizedClassInvocation
    static void start(InstalledVips vips) throws Exception {
        pool = Pools.ready(vips.in(Pools.settings(2, Duration.ofSeconds(30))));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        pool.close();
    }

    /** A Latin square: each original in each format and in each fit, and each format in each fit. */
    @Test
    void every_kind_of_original_looks_the_same_in_every_format_and_fit() throws IOException {
        List<Sample> all = new ArrayList<>(samples);
        all.add(fadingAvif());
        for (int i = 0; i < all.size(); i++) {
            for (OutputFormat output : OutputFormat.values()) {
                check(all.get(i), output, Fit.values()[(i + output.ordinal()) % Fit.values().length]);
            }
        }
    }

    private static Sample fadingAvif() throws IOException {
        Picture fading = Sample.fading();
        Rendition made = pool.render(
                Originals.of(Format.PNG, Magick.encoded(fading, "png32:-")), to(OutputFormat.AVIF, Resize.NONE));
        return new Sample("alpha", Format.AVIF, Pools.bytes(made), List.of(fading));
    }

    @Test
    void every_orientation_of_every_format_comes_out_upright() throws IOException {
        for (int i = 0; i < turned.size(); i++) {
            check(turned.get(i), OutputFormat.values()[i % 3], Fit.values()[i % Fit.values().length]);
        }
    }

    private static Transform to(OutputFormat output, Resize resize) {
        return Transform.NONE.with(resize).with(new Output(Optional.of(output), Optional.of(92)));
    }

    private static void check(Sample sample, OutputFormat output, Fit fit) throws IOException {
        String what = sample + " to " + output + ", " + fit;
        Rendition rendition = pool.render(
                Originals.of(sample.format(), sample.bytes()),
                to(output, new Resize(Optional.of(SIDE), Optional.of(SIDE), fit, Position.CENTRE, false)));
        boolean moves = sample.moves() && (output == OutputFormat.GIF || output == OutputFormat.WEBP);
        int frames = moves ? sample.frames().size() : 1;
        assertThat(rendition.format()).as(what).isEqualTo(output.format());
        assertThat(rendition.dimensions())
                .as(what)
                .isEqualTo(new Dimensions(SIDE, fit == Fit.INSIDE ? SIDE * 2 / 3 : SIDE, frames));
        for (int frame = 0; frame < frames; frame++) {
            Picture fitting = Reference.in(sample.frames().get(frame), fit, SIDE, SIDE);
            Picture expected = switch (output) {
                case JPEG -> fitting.on(255);
                case GIF -> fitting.cutOut();
                default -> fitting;
            };
            Likeness likeness = Likeness.of(shown(rendition, frame), expected);
            assertThat(likeness.structure())
                    .as("%s: %s", what, likeness)
                    .isGreaterThan(
                            sample.hasFewColours() || output == OutputFormat.GIF ? 0.85 : sample.isCmyk() ? 0.9 : 0.96);
            assertThat(likeness.difference())
                    .as("%s: %s", what, likeness)
                    .isLessThan(sample.isCmyk() ? 25 : sample.hasFewColours() ? 11 : 6);
        }
    }

    private static Picture shown(Rendition rendition, int frame) throws IOException {
        byte[] bytes = Pools.bytes(rendition);
        return switch (rendition.format()) {
            case JPEG, PNG -> Picture.of(ImageIO.read(new ByteArrayInputStream(bytes)));
            case AVIF -> shown(pool.render(Originals.of(Format.AVIF, bytes), to(OutputFormat.PNG, Resize.NONE)), 0);
            default -> Magick.decoded(bytes, rendition.format().name().toLowerCase(Locale.ROOT), frame);
        };
    }
}
