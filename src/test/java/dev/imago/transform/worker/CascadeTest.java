package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.Mezzanine;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Renderer.Results;
import dev.imago.transform.Renderer.Source;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.query.TransformQuery;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several renditions from one decoding, and small ones from a mezzanine, are what each would be alone. */
@Tag("slow")
final class CascadeTest {
    /** A loss of likeness to the lossless picture that is not seen; a quality of JPEG that is 5 lower costs 0.01. */
    private static final double UNSEEN = 0.01;

    private static WorkerPool pool;
    private static byte[] large;
    private static Source lossless;

    @BeforeAll
    static void start() throws Exception {
        pool = Pools.ready(Pools.settings(1, Duration.ofSeconds(30)), SabotagedWorker.command(), Map.of());
        large = enlarged(3000, 2004);
        var png = new ByteArrayOutputStream();
        ImageIO.write(ImageIO.read(new ByteArrayInputStream(large)), "png", png);
        lossless = Originals.of(Format.PNG, png.toByteArray());
    }

    /** How like it is to the same made of a file without loss, whose reader does not shrink, and written without loss. */
    private static double likeness(Rendition rendition, Transform transform) throws IOException {
        Rendition exact =
                pool.render(lossless, transform.with(new Output(Optional.of(OutputFormat.PNG), Optional.empty())));
        return Likeness.of(Picture.of(picture(rendition)), Picture.of(picture(exact)))
                .structure();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    private static byte[] enlarged(int width, int height) throws IOException {
        BufferedImage photo = ImageIO.read(CascadeTest.class.getResourceAsStream("/dev/imago/demo/mountains.jpg"));
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(photo, 0, 0, width, height, null);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", bytes);
        return bytes.toByteArray();
    }

    private static List<Transform> transforms(String... queries) {
        return Stream.of(queries)
                .map(query -> TransformQuery.parse(query).transform())
                .toList();
    }

    /** What comes out, by the place of its transform; refusals as their kind. */
    private record Heard(Map<Integer, Rendition> made, Map<Integer, Fault.Kind> refused, List<Integer> order)
            implements Results {
        Heard() {
            this(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
        }

        @Override
        public void made(int which, Rendition rendition) {
            assertThat(made.put(which, rendition)).isNull();
            order.add(which);
        }

        @Override
        public void refused(int which, Fault why) {
            assertThat(refused.put(which, why.kind())).isNull();
        }
    }

    private static Heard all(Source source, List<Transform> transforms) {
        var heard = new Heard();
        pool.renderAll(source, transforms, heard);
        assertThat(heard.made.size() + heard.refused.size()).isEqualTo(transforms.size());
        return heard;
    }

    private static BufferedImage picture(Rendition rendition) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Pools.bytes(rendition)));
    }

    @Test
    void each_size_looks_as_it_does_alone_and_the_largest_is_the_same() throws Exception {
        Source source = Originals.of(Format.JPEG, large);
        List<Transform> sizes = transforms(
                "w=320&format=jpeg",
                "w=1280&format=jpeg",
                "w=200&h=200&format=jpeg",
                "w=640&rotate=90&format=png",
                "w=960&blur=2&format=jpeg",
                "w=600&trim&format=jpeg",
                "w=300&crop=100,100,800,600&format=jpeg");
        Heard heard = all(source, sizes);
        assertThat(heard.refused).isEmpty();
        assertThat(heard.order.getFirst()).isEqualTo(1);
        for (int which = 0; which < sizes.size(); which++) {
            Rendition alone = pool.render(source, sizes.get(which));
            Rendition together = heard.made.get(which);
            assertThat(together.dimensions()).as("size %s", which).isEqualTo(alone.dimensions());
            assertThat(together.format()).isEqualTo(alone.format());
            assertThat(likeness(together, sizes.get(which)))
                    .as("likeness %s", which)
                    .isGreaterThan(likeness(alone, sizes.get(which)) - UNSEEN);
        }
        assertThat(Pools.bytes(heard.made.get(1))).isEqualTo(Pools.bytes(pool.render(source, sizes.get(1))));
    }

    /** That this is quicker is measured by bench/thumbnails; here, that smaller sizes come of the pixels of a larger one. */
    @Test
    void several_sizes_are_made_of_one_reading() throws Exception {
        List<Transform> sizes = transforms("w=200&format=jpeg", "w=150&format=jpeg", "w=100&format=jpeg");
        Heard heard = all(lossless, sizes);
        assertThat(heard.order).first().isEqualTo(0);
        for (int smaller = 1; smaller < sizes.size(); smaller++) {
            assertThat(Pools.bytes(heard.made.get(smaller)))
                    .isNotEqualTo(Pools.bytes(pool.render(lossless, sizes.get(smaller))));
        }
    }

    @Test
    void what_is_transparent_deep_or_animated_is_as_it_is_alone() throws Exception {
        var image = new BufferedImage(300, 200, BufferedImage.TYPE_INT_ARGB);
        for (int at = 0; at < 300 * 200; at++) {
            image.setRGB(at % 300, at / 300, (at % 300) << 24 | (at / 300) << 16 | 0x4080);
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        Source source = Originals.of(Format.PNG, bytes.toByteArray());
        List<Transform> sizes = transforms("w=200", "w=100", "w=50&format=jpeg");
        Heard heard = all(source, sizes);
        for (int which = 0; which < sizes.size(); which++) {
            assertThat(Pools.bytes(heard.made.get(which)))
                    .isEqualTo(Pools.bytes(pool.render(source, sizes.get(which))));
        }
    }

    @Test
    void a_refusal_costs_its_own_size_only() {
        Heard heard = all(
                Originals.of(Format.JPEG, large),
                transforms("w=100", "crop=5000,0,10,10", "w=50", "w=100&watermark=none"));
        assertThat(heard.made).containsOnlyKeys(0, 2);
        assertThat(heard.refused).containsExactly(Map.entry(1, Fault.Kind.INVALID), Map.entry(3, Fault.Kind.INVALID));
    }

    @Test
    void a_damaged_original_and_a_crash_are_the_refusal_of_all() {
        byte[] half = java.util.Arrays.copyOf(large, large.length / 2);
        assertThat(all(Originals.of(Format.JPEG, half), transforms("w=100", "w=50")).refused)
                .containsExactly(Map.entry(0, Fault.Kind.UNPROCESSABLE), Map.entry(1, Fault.Kind.UNPROCESSABLE));
        List<Transform> harm = List.of(Pools.harm("crash"), Transform.NONE);
        byte[] other = java.util.Arrays.copyOf(large, large.length + 1);
        assertThat(all(Originals.of(Format.JPEG, other), harm).refused).hasSize(2);
        assertThat(pool.render(Originals.of(Format.JPEG, large), Transform.NONE)
                        .bytes()
                        .hasRemaining())
                .isTrue();
    }

    @Test
    void more_transforms_than_fit_into_a_job_are_made_all_the_same() {
        List<Transform> many = new ArrayList<>();
        for (int width = 1; width <= Job.MOST_TRANSFORMS + 3; width++) {
            many.addAll(transforms("w=" + width));
        }
        assertThat(all(Originals.of(Format.JPEG, large), many).made).hasSize(many.size());
    }

    @Test
    void a_rendition_from_the_mezzanine_has_the_same_size_and_looks_the_same() throws Exception {
        Source source = Originals.of(Format.JPEG, large);
        Rendition first = pool.render(source, transforms("w=100").getFirst());
        assertThat(first.seen().upright()).isEqualTo(new Dimensions(3000, 2004));
        Rendition mezzanine = pool.render(source, Mezzanine.of(first.seen()).orElseThrow());
        assertThat(mezzanine.dimensions()).isEqualTo(new Dimensions(1728, 1152));
        Source standIn = new StandIn(Pools.bytes(mezzanine), first.seen().upright());
        for (Transform transform : transforms(
                "w=320&format=jpeg",
                "w=500&h=500&fit=cover&format=jpeg",
                "h=333&rotate=90&format=jpeg",
                "w=801&h=300&fit=inside&format=png",
                "w=400&h=400&fit=contain&bg=f00&format=png")) {
            assertThat(Mezzanine.serves(transform, first.seen().upright())).isTrue();
            Rendition small = pool.render(standIn, transform);
            Rendition alone = pool.render(source, transform);
            assertThat(small.dimensions()).isEqualTo(alone.dimensions());
            assertThat(likeness(small, transform)).isGreaterThan(likeness(alone, transform) - UNSEEN);
        }
    }

    private record StandIn(byte[] bytes, Dimensions whole) implements Source {
        @Override
        public dev.imago.image.Digest digest() {
            return dev.imago.image.Digest.of(bytes);
        }

        @Override
        public Format format() {
            return Format.JPEG;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            Originals.of(Format.JPEG, bytes).writeTo(channel);
        }

        @Override
        public Optional<Dimensions> standsFor() {
            return Optional.of(whole);
        }
    }
}
