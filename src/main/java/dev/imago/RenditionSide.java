package dev.imago;

import dev.imago.cache.DiskTier;
import dev.imago.delivery.PolicyRules;
import dev.imago.delivery.RenditionRules;
import dev.imago.delivery.Renditions;
import dev.imago.http.api.admin.Status.LibraryStatus;
import dev.imago.http.api.admin.Status.RenditionStatus;
import dev.imago.image.Fault;
import dev.imago.ops.DataDirectory;
import dev.imago.routing.LegacyRules;
import dev.imago.transform.FairQueue;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.RenderSettings;
import dev.imago.transform.policy.RenditionPolicy;
import dev.imago.transform.policy.RenditionSettings;
import dev.imago.transform.vips.Capabilities;
import dev.imago.transform.worker.WorkerPool;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** What makes renditions, keeps them, and decides which. */
final class RenditionSide implements AutoCloseable {
    private static final Duration AFTER_THE_SERVER = Duration.ofSeconds(1);

    private final RenderSettings settings;
    private final WorkerPool workers;
    private final Optional<DiskTier> disk;
    private final FairQueue queue;
    private final Renditions renditions;
    private final Clock clock;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile WatermarkFiles watermarks;
    /** For requests that were understood before a reload. */
    private volatile WatermarkFiles watermarksBefore;

    RenditionSide(Settings settings, WatermarkFiles watermarks, DataDirectory data, MeterRegistry registry, Clock clock)
            throws IOException {
        RenderSettings rendering = settings.rendering();
        this.settings = rendering;
        this.clock = clock;
        this.watermarks = watermarks;
        this.watermarksBefore = watermarks;
        this.workers = new WorkerPool(rendering, this::watermark);
        long bytes = settings.delivery().renditionsOnDisk().bytes();
        this.disk = bytes == 0 ? Optional.empty() : Optional.of(new DiskTier(data.directory("renditions"), bytes));
        this.queue = queue(rendering);
        boolean mezzanine = settings.delivery().mezzanine() && suitsMezzanines(rendering);
        this.renditions = new Renditions(
                disk,
                queue,
                new MeteredRenderer(workers, registry),
                rendering.longestWait(),
                this::awaitWorkers,
                recipe(rendering) + (mezzanine ? "m " : ""),
                mezzanine);
        var metrics = new RenditionMetrics(registry);
        metrics.watch(workers);
        metrics.watch(queue);
        disk.ifPresent(metrics::watch);
    }

    private Optional<ByteBuffer> watermark(String picture) {
        return watermarks.bytes(picture).or(() -> watermarksBefore.bytes(picture));
    }

    /**
     * Reads the files of another configuration.
     *
     * @throws Fault if one cannot be used; the old ones stay
     */
    void reload(RenditionSettings next) {
        WatermarkFiles read = WatermarkFiles.read(next);
        watermarksBefore = watermarks;
        watermarks = read;
    }

    private void awaitWorkers() {
        begin();
        try {
            var _ = workers.awaitReady(settings.longestWait());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static FairQueue queue(RenderSettings rendering) {
        int places = rendering.workers().orElse(Runtime.getRuntime().availableProcessors());
        return new FairQueue(places, rendering.queue(), Math.max(1, rendering.queue() / 2));
    }

    /** A mezzanine has no profile and no copyright, and what is damaged is not worth one. */
    private static boolean suitsMezzanines(RenderSettings rendering) {
        return !rendering.keepCopyright() && !rendering.keepProfile() && !rendering.damagedToo();
    }

    /** Settings that change what is made of the same transform. */
    private static String recipe(RenderSettings rendering) {
        return "q" + rendering.quality() + (rendering.keepCopyright() ? "c" : "") + (rendering.keepProfile() ? "p" : "")
                + (rendering.damagedToo() ? "d" : "") + ' ';
    }

    Renditions renditions() {
        return renditions;
    }

    RenditionStatus status() {
        Optional<Capabilities> can = workers.capabilities();
        FairQueue.Stats stats = queue.stats();
        return new RenditionStatus(
                can.isPresent(), stats.places(), workers.busy(), stats.waiting(), can.map(LibraryStatus::of));
    }

    /** The rules of one configuration for a route; a reload makes others. */
    RenditionRules rules(RenditionSettings settings, RouteSettings route) {
        return new PolicyRules(
                new RenditionPolicy(settings, watermarks::picture),
                settings.clientHints(),
                this::writes,
                new LegacyRules(route.legacy()),
                clock);
    }

    private Optional<Set<OutputFormat>> writes() {
        return workers.capabilities().map(Capabilities::writes);
    }

    /** Starts the workers ahead, a moment after the server, whose first answers they would delay. */
    void start() {
        Thread.ofVirtual().name("workers").start(() -> {
            LockSupport.parkNanos(AFTER_THE_SERVER.toNanos());
            begin();
        });
    }

    private void begin() {
        if (begun.compareAndSet(false, true)) {
            workers.start();
        }
    }

    @Override
    public void close() {
        workers.close();
        disk.ifPresent(DiskTier::close);
    }
}
