package dev.imago.transform.worker;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.RenderSettings;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Renderer.Results;
import dev.imago.transform.Renderer.Source;
import dev.imago.transform.Transform;
import dev.imago.transform.query.TransformQuery;
import dev.imago.transform.vips.RenderOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the AOT cache of workers, as a part of the build: a worker with the flags of all workers makes some renditions and ends, and
 * what it has loaded until then is what the cache holds.
 */
public final class WorkerTraining {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerTraining.class);
    private static final List<Transform> WISHES = Stream.of(
                    "w=400",
                    "w=400&format=webp",
                    "w=200&h=200&fit=cover&position=attention",
                    "w=300&format=avif",
                    "w=120&h=80&fit=contain&bg=fff&format=png&rotate=90&sharpen=1")
            .map(query -> TransformQuery.parse(query).transform())
            .toList();

    private WorkerTraining() {}

    /** @param args the file that the cache will be, then the images to make renditions of. Without libvips there is no cache */
    public static void main(String[] args) throws Exception {
        try {
            train(Path.of(args[0]), Stream.of(args).skip(1).map(Path::of).toList());
        } catch (Fault noLibrary) {
            LOG.warn("no AOT cache for workers: {}", noLibrary.message());
        }
    }

    private static void train(Path cache, List<Path> images) throws Exception {
        RenderSettings settings = RenderSettings.defaults();
        WorkerProcess worker = WorkerProcess.start(Command.training(cache), settings);
        try (var watchdog = new Watchdog(settings.timeout(), settings.memory().bytes())) {
            for (Path image : images) {
                render(worker, image, watchdog);
            }
        }
        worker.retire();
        worker.onExit().get(5, TimeUnit.MINUTES);
    }

    private static void render(WorkerProcess worker, Path image, Watch watch) throws IOException, Ended {
        byte[] bytes = Files.readAllBytes(image);
        var source = new Sample(Digest.of(bytes), ByteBuffer.wrap(bytes));
        for (List<Transform> transforms : List.of(WISHES, WISHES.subList(0, 1))) {
            var job = new Job(transforms, RenderOptions.USUAL, 0, source.size(), Optional.empty());
            worker.render(job, Optional.empty(), source, watch, new Ignored());
        }
    }

    private record Sample(Digest digest, ByteBuffer bytes) implements Source {
        @Override
        public Format format() {
            return Format.JPEG; // the worker looks for itself
        }

        @Override
        public long size() {
            return bytes.capacity();
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            channel.write(bytes.duplicate());
        }
    }

    /** A library that cannot write one of the formats has less to learn. */
    private record Ignored() implements Results {
        @Override
        public void made(int which, Rendition rendition) {}

        @Override
        public void refused(int which, Fault why) {}
    }
}
