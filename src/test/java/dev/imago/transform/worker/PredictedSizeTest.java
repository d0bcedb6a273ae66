package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.Orientation;
import dev.imago.transform.Fit;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Cut;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.Transform.Region;
import dev.imago.transform.Transform.Turn;
import dev.imago.transform.query.Canonical;
import dev.imago.transform.query.TransformQuery;
import dev.imago.transform.srcset.ResultSize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said of the size of renditions before they are made, held against those that are made. */
@Tag("slow")
final class PredictedSizeTest {
    private static final int ROUNDS = 600;

    /** Of a result, so that enlarged ones do not take long. */
    private static final long MOST_PIXELS = 4_000_000;

    private final long seed = Long.getLong("imago.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void every_rendition_has_the_size_that_was_predicted() throws Exception {
        System.out.println("-Dimago.seed=" + seed);
        try (WorkerPool pool = Pools.ready(Pools.settings(1, Duration.ofSeconds(30)))) {
            for (int round = 0; round < ROUNDS; round++) {
                Dimensions stored = new Dimensions(side(900), side(900));
                boolean jpeg = random.nextBoolean();
                int orientation = jpeg ? random.nextInt(1, 9) : 1;
                byte[] original = picture(stored, jpeg ? "jpeg" : "png");
                byte[] bytes = jpeg ? withOrientation(original, orientation) : original;
                Dimensions upright = Orientation.upright(stored, orientation);
                Transform transform = Canonical.of(transform(upright));
                Dimensions predicted = ResultSize.of(transform, upright);
                if (predicted.pixels() > MOST_PIXELS) {
                    continue;
                }
                try {
                    assertThat(pool.render(Originals.of(jpeg ? Format.JPEG : Format.PNG, bytes), transform)
                                    .dimensions())
                            .as("%s, orientation %d, %s", stored, orientation, TransformQuery.of(transform))
                            .isEqualTo(predicted);
                } catch (Fault tooLargeOnTheWay) { // a narrow strip, before it is cut
                    assertThat(tooLargeOnTheWay.message())
                            .containsAnyOf("more than 100000000 pixels", "more memory than is allowed");
                }
            }
        }
    }

    private Transform transform(Dimensions upright) {
        Optional<Region> region = random.nextInt(4) > 0
                ? Optional.empty()
                : Optional.of(new Region(
                        random.nextInt(upright.width()), random.nextInt(upright.height()), side(900), side(900)));
        var resize = new Resize(
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(side(1200)),
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(side(1200)),
                Fit.values()[random.nextInt(Fit.values().length)],
                random.nextInt(5) == 0 ? Position.Found.ATTENTION : Position.CENTRE,
                random.nextInt(4) == 0);
        OutputFormat format = random.nextBoolean() ? OutputFormat.JPEG : OutputFormat.PNG;
        return Transform.NONE
                .with(new Cut(region, false))
                .with(new Turn(90 * random.nextInt(4), random.nextBoolean(), random.nextBoolean()))
                .with(resize)
                .with(new Output(Optional.of(format), Optional.empty()));
    }

    /** Often a very short one. */
    private int side(int most) {
        return random.nextInt(4) == 0 ? random.nextInt(1, 12) : random.nextInt(1, most);
    }

    private static byte[] picture(Dimensions size, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var image = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
        image.getGraphics().fillRect(0, 0, size.width() / 2, size.height() / 3);
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static byte[] withOrientation(byte[] jpeg, int orientation) {
        byte[] exif = HexFormat.of()
                .parseHex("ffe10022457869660000" + "4d4d002a00000008" + "0001" + "0112000300000001000" + orientation
                        + "0000" + "00000000");
        return ByteBuffer.allocate(jpeg.length + exif.length)
                .put(jpeg, 0, 2)
                .put(exif)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }
}
