package dev.imago.transform.worker;

import dev.imago.image.Fault;
import dev.imago.transform.RenderSettings;
import dev.imago.transform.Renderer;
import dev.imago.transform.Transform;
import dev.imago.transform.query.TransformQuery;
import dev.imago.transform.vips.Capabilities;
import dev.imago.transform.vips.RenderOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes renditions in a fixed number of worker processes, which are started ahead and replaced when they end. */
public final class WorkerPool implements Renderer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final RenderSettings settings;
    private final Function<String, Optional<ByteBuffer>> watermarks;
    private final RenderOptions options;
    private final Deaths deaths = new Deaths();
    private final WorkerCounters counters = new WorkerCounters();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Watchdog watchdog;
    private final Crew crew;

    /**
     * A pool whose workers are yet to be started.
     *
     * @param watermarks the bytes of the picture that a transform names
     */
    public WorkerPool(RenderSettings settings, Function<String, Optional<ByteBuffer>> watermarks) {
        this(settings, watermarks, Command.usual());
    }

    WorkerPool(RenderSettings settings, Function<String, Optional<ByteBuffer>> watermarks, Command command) {
        this.settings = settings;
        this.watermarks = watermarks;
        this.options = new RenderOptions(
                settings.quality(),
                settings.maxPixels(),
                settings.maxFrames(),
                settings.keepCopyright(),
                settings.keepProfile(),
                settings.damagedToo());
        this.watchdog = new Watchdog(settings.timeout(), settings.memory().bytes());
        this.crew = new Crew(settings, command, counters);
    }

    @Override
    public void renderAll(Source source, List<Transform> transforms, Results results) {
        for (List<Integer> places : Batches.of(transforms, capabilities().map(Capabilities::writes))) {
            List<Transform> batch = places.stream().map(transforms::get).toList();
            var counted = new CountedResults(places, results, counters);
            try {
                render(source, batch, counted);
            } catch (Ended e) {
                counted.endTheRest(ended(e, source, batch));
            } catch (Fault fault) {
                counted.refuseTheRest(fault);
            }
        }
    }

    private Fault ended(Ended e, Source source, List<Transform> transforms) {
        Ending ending = e.ending();
        counters.ended(ending);
        if (ending.byTheOriginal()) {
            deaths.causedBy(source.digest());
            LOG.warn(
                    "a worker has ended ({}) at {}, sha256:{}, asked for {}{}",
                    ending.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    source.name(),
                    source.digest().hex(),
                    transforms.stream()
                            .map(transform -> TransformQuery.of(transform).text())
                            .collect(Collectors.joining(" and ")),
                    deaths.tooOftenBy(source.digest()) ? "; no rendition of this image is tried any more" : "");
        }
        return ending.fault().withDetail(String.valueOf(e.getCause()));
    }

    private void render(Source source, List<Transform> transforms, Results results) throws Ended {
        requireAllowed(source);
        Optional<ByteBuffer> watermark = Batches.watermark(transforms)
                .map(name -> watermarks
                        .apply(name)
                        .orElseThrow(() -> new Fault(Fault.Kind.INVALID, "there is no watermark of the name " + name)));
        Job job = new Job(
                transforms, options, watermark.map(ByteBuffer::remaining).orElse(0), source.size(), source.standsFor());
        WorkerProcess worker = worker();
        try {
            Capabilities can = worker.hello().capabilities();
            can.requireReads(source.format());
            // What cannot be written here is one batch by itself, as it is a matter of its format alone.
            transforms.forEach(transform -> transform.output().format().ifPresent(can::requireWrites));
            worker.render(job, watermark, source, watchdog, results);
        } finally {
            crew.back(worker);
        }
    }

    private void requireAllowed(Source source) {
        if (source.size() == 0) {
            throw new Fault(Fault.Kind.UNPROCESSABLE, "the image has no bytes");
        }
        if (source.size() > settings.maxBytes().bytes()) {
            throw new Fault(
                    Fault.Kind.UNPROCESSABLE,
                    "the image has " + source.size() + " bytes; renditions are made of at most "
                            + settings.maxBytes().bytes());
        }
        if (deaths.tooOftenBy(source.digest())) {
            throw new Fault(Fault.Kind.UNPROCESSABLE, "the image cannot be processed: it has made decoders fail twice");
        }
    }

    /** Waits for a worker, with others, but not with too many and not for too long. */
    private WorkerProcess worker() {
        Optional<WorkerProcess> free = crew.free(Duration.ZERO);
        if (free.isPresent()) {
            return free.get();
        }
        if (waiting.incrementAndGet() > settings.queue()) {
            waiting.decrementAndGet();
            throw new Fault(Fault.Kind.UNAVAILABLE, "too many renditions are waiting to be made").retryAfter(SOON);
        }
        try {
            return crew.free(settings.longestWait())
                    .orElseThrow(
                            () -> new Fault(Fault.Kind.UNAVAILABLE, "no worker was free in time").retryAfter(SOON));
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Starts the workers, without waiting for them. */
    public void start() {
        crew.begin();
    }

    /** What has been counted since the start. */
    public WorkerCounters counters() {
        return counters;
    }

    /** Renditions that are being made now. */
    public int busy() {
        return watchdog.jobs();
    }

    /** Renditions that wait for a worker now. */
    public int waiting() {
        return waiting.get();
    }

    /** What the installed library can do; empty until the first worker has started. */
    public Optional<Capabilities> capabilities() {
        return crew.hello().map(Hello.Ready::capabilities);
    }

    /** Waits until a worker is there or it is known that there will be none. @return whether one is there */
    public boolean awaitReady(Duration longest) throws InterruptedException {
        return crew.awaitHello(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        crew.close();
        watchdog.close();
    }
}
