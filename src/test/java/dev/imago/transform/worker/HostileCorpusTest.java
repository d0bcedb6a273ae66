package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.Fit;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.RenderSettings;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a file holds, it is rendered or refused in time, and nothing grows by it. Repeat a run with {@code -Dimago.seed=…};
 * {@code -Dimago.mutations=…} is how many mutated files each library gets.
 */
@Tag("slow")
@ParameterizedClass(name = "{0}")
@MethodSource("dev.imago.transform.worker.InstalledVips#all")
final class HostileCorpusTest {
    private static final int WORKERS = 2;
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final int MUTATIONS = Integer.getInteger("imago.mutations", 10_000);
    private static final Transform SMALL = Transform.NONE
            .with(new Resize(Optional.of(20), Optional.of(20), Fit.COVER, Position.CENTRE, false))
            .with(new Output(Optional.of(OutputFormat.JPEG), Optional.empty()));

    private static Map<Format, byte[]> sound;
    private static WorkerPool pool;

    @Parameter
    private InstalledVips vips;

    @BeforeAll
    static void make() throws IOException {
        assumeTrue(Magick.isThere(), "ImageMagick is not installed");
        sound = new EnumMap<>(Format.class);
        Picture scene = Sample.scene(0);
        sound.put(Format.JPEG, Magick.encoded(scene, "-quality", "96", "jpeg:-"));
        sound.put(Format.PNG, Magick.encoded(scene, "png24:-"));
        sound.put(Format.WEBP, Magick.encoded(scene, "-quality", "96", "webp:-"));
        sound.put(Format.AVIF, Magick.encoded(scene, "-quality", "96", "avif:-"));
        sound.put(Format.GIF, Magick.encoded(List.of(scene, Sample.scene(1)), "-delay", "5", "gif:-"));
        sound.put(Format.TIFF, Magick.encoded(scene, "-alpha", "off", "-compress", "lzw", "tiff:-"));
    }

    @BeforeParameterizedClassInvocation
    static void start(InstalledVips vips) throws Exception {
        RenderSettings usual = vips.in(Pools.settings(WORKERS, DEADLINE));
        pool = Pools.ready(new RenderSettings(
                usual.workers(),
                usual.timeout(),
                usual.memory(),
                1_000_000,
                usual.queue(),
                usual.longestWait(),
                usual.library(),
                usual.maxPixels(),
                usual.maxFrames(),
                usual.maxBytes(),
                80,
                false,
                false,
                false));
        Pools.until("all workers are there", () -> workers().size() == WORKERS);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        List<ProcessHandle> its = workers();
        pool.close();
        Pools.until("its workers have ended", () -> its.stream().noneMatch(ProcessHandle::isAlive));
    }

    @AfterEach
    void everything_goes_on() throws Exception {
        assertThat(pool.busy()).isZero();
        assertThat(pool.render(Originals.of(Format.JPEG, sound.get(Format.JPEG)), SMALL)
                        .format())
                .isEqualTo(Format.JPEG);
        Pools.until("there are as many workers as before", () -> workers().size() == WORKERS);
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(WorkerMain.class.getName()))
                .toList();
    }

    /** Renders it or has it refused, and says which. */
    private static boolean rendered(String what, Format format, byte[] file) {
        long begin = System.nanoTime();
        try {
            pool.render(Originals.of(format, file), SMALL);
            return true;
        } catch (Fault refused) {
            assertThat(refused.kind())
                    .as("%s: %s, %s", what, refused.message(), refused.detail())
                    .isIn(Fault.Kind.UNPROCESSABLE, Fault.Kind.UNSUPPORTED_TYPE);
            return false;
        } finally {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(what).isLessThan(DEADLINE);
        }
    }

    @Test
    void bombs_are_refused_before_they_go_off() throws IOException {
        long deaths = pool.counters().deaths();
        for (var bomb : Hostile.bombs().entrySet()) {
            Format format = bomb.getKey().contains("PNG") ? Format.PNG : Format.GIF;
            assertThat(rendered(bomb.getKey(), format, bomb.getValue()))
                    .as(bomb.getKey())
                    .isFalse();
        }
        assertThat(pool.counters().deaths()).isEqualTo(deaths);
    }

    @Test
    void headers_that_lie_are_believed_by_nobody() {
        for (Format format : List.of(Format.JPEG, Format.PNG, Format.GIF, Format.WEBP, Format.AVIF)) {
            byte[] file = sound.get(format);
            assertThat(rendered(format + ", far too large", format, Hostile.lying(format, file, 16_000, 16_000)))
                    .as("%s", format)
                    .isFalse();
            rendered(format + ", too large", format, Hostile.lying(format, file, 5_000, 5_000));
            rendered(format + ", too small", format, Hostile.lying(format, file, 3, 3));
            rendered(format + ", nothing", format, Hostile.lying(format, file, 0, 0));
        }
    }

    @Test
    void a_file_that_ends_at_any_kilobyte_is_refused() {
        List<String> taken = new ArrayList<>();
        sound.forEach((format, file) -> taken.addAll(partsTakenForTheWhole(format, file)));
        Rendition animation = pool.render(
                Originals.of(Format.GIF, sound.get(Format.GIF)),
                Transform.NONE.with(new Output(Optional.of(OutputFormat.WEBP), Optional.of(95))));
        assertThat(animation.dimensions().frames()).isEqualTo(2);
        byte[] webp = new byte[animation.bytes().remaining()];
        animation.bytes().get(webp);
        taken.addAll(partsTakenForTheWhole(Format.WEBP, webp));
        assertThat(taken).as("parts that were taken for the whole").isEmpty();
    }

    private static List<String> partsTakenForTheWhole(Format format, byte[] file) {
        List<String> taken = new ArrayList<>();
        assertThat(rendered("all of it", format, file)).as("%s", format).isTrue();
        for (int end = 0; end < file.length - 20; end += 1024) {
            String what = format + ", " + end + " of " + file.length + " bytes";
            if (rendered(what, format, Arrays.copyOf(file, end))) {
                taken.add(what);
            }
        }
        return taken;
    }

    @Test
    void a_photograph_with_garbage_in_the_middle_is_refused() {
        byte[] file = sound.get(Format.JPEG).clone();
        Arrays.fill(file, file.length / 2, file.length / 2 + 64, (byte) 0x55);
        file[file.length / 2 + 32] = (byte) 0xFF;
        file[file.length / 2 + 33] = (byte) 0xC3;
        assertThat(rendered("garbage", Format.JPEG, file)).isFalse();
    }

    @Test
    void thousands_of_mutated_files_are_rendered_or_refused_and_nothing_grows() throws Exception {
        long seed = Long.getLong("imago.seed", System.nanoTime());
        System.out.println("-Dimago.seed=" + seed);
        Random random = new Random(seed);
        mutate(random, MUTATIONS / 4);
        long memory = memory();
        long files = files();
        long started = pool.counters().starts();

        int sound = mutate(random, MUTATIONS - MUTATIONS / 4);

        System.out.printf(
                "%s: %d of %d rendered, memory of the workers from %d to %d MB, files from %d to %d, workers that died %d%n",
                vips,
                sound,
                MUTATIONS - MUTATIONS / 4,
                memory >> 20,
                memory() >> 20,
                files,
                files(),
                pool.counters().deaths());
        assertThat(memory()).as("memory of the workers").isLessThan(memory + (100L << 20));
        assertThat(files()).as("open files").isLessThan(files + 10);
        assertThat(pool.counters().timeouts()).isZero();
        assertThat(pool.counters().starts() - started)
                .as("workers that had to be replaced")
                .isLessThan(MUTATIONS / 100);
    }

    /** @return how many were rendered */
    private static int mutate(Random random, int count) throws Exception {
        List<Callable<Boolean>> jobs = new ArrayList<>();
        List<Format> formats = List.copyOf(sound.keySet());
        for (int i = 0; i < count; i++) {
            Format format = formats.get(i % formats.size());
            byte[] file = Hostile.mutated(sound.get(format), random);
            jobs.add(() -> rendered("a mutated " + format, format, file));
        }
        int rendered = 0;
        try (ExecutorService callers = Executors.newFixedThreadPool(WORKERS)) {
            for (Future<Boolean> job : callers.invokeAll(jobs)) {
                rendered += job.get() ? 1 : 0;
            }
        }
        return rendered;
    }

    /** Of all workers, in bytes. */
    private static long memory() {
        return workers().stream()
                .mapToLong(worker -> Watchdog.residentMemory(worker.pid()))
                .sum();
    }

    /** Open in this process and in all workers. */
    private static long files() throws IOException {
        long all = 0;
        for (ProcessHandle process : Stream.concat(Stream.of(ProcessHandle.current()), workers().stream())
                .toList()) {
            try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
                all += open.count();
            }
        }
        return all;
    }
}
