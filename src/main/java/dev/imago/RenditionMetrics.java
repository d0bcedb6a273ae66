package dev.imago;

import dev.imago.cache.DiskTier;
import dev.imago.transform.FairQueue;
import dev.imago.transform.worker.WorkerCounters;
import dev.imago.transform.worker.WorkerPool;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Shows queue, workers and disk tier of renditions. The registry holds what it looks at weakly, so that is always something that lives
 * as long as the server.
 */
record RenditionMetrics(MeterRegistry registry) {
    void watch(WorkerPool workers) {
        WorkerCounters counters = workers.counters();
        count("made", "Renditions that were made", counters, WorkerCounters::renditions);
        for (WorkerCounters.Failure why : WorkerCounters.Failure.values()) {
            FunctionCounter.builder("imago.renditions.failed", counters, of -> of.failures(why))
                    .description("Renditions that were begun and not made")
                    .tag("cause", why.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        count("worker.starts", "Worker processes that were started", counters, WorkerCounters::starts);
        count("worker.restarts", "Of these, in place of others", counters, WorkerCounters::replacements);
        count("worker.crashes", "Worker processes that crashed at work", counters, WorkerCounters::crashes);
        count("worker.timeouts", "Worker processes ended as too slow", counters, WorkerCounters::timeouts);
        count("worker.swellings", "Worker processes ended as too large", counters, WorkerCounters::swellings);
        show("busy", "Renditions that are being made", workers, WorkerPool::busy);
    }

    void watch(FairQueue queue) {
        show(
                "queue.length",
                "Requests that wait for a worker",
                queue,
                of -> of.stats().waiting());
        turnedAway(queue, "full", of -> of.stats().refused());
        turnedAway(queue, "late", of -> of.stats().expired());
        turnedAway(queue, "left", of -> of.waits().abandoned());
        FunctionTimer.builder(
                        "imago.renditions.queue.wait",
                        queue,
                        of -> of.waits().admitted(),
                        of -> of.waits().nanos(),
                        TimeUnit.NANOSECONDS)
                .description("Time that requests waited for a worker")
                .register(registry);
    }

    private void turnedAway(FairQueue queue, String why, ToDoubleFunction<FairQueue> count) {
        FunctionCounter.builder("imago.renditions.queue.lost", queue, count)
                .description("Requests that got no worker: the line was full, it took too long, the client left")
                .tag("cause", why)
                .register(registry);
    }

    void watch(DiskTier disk) {
        count(
                "disk.hits",
                "Renditions that were found on disk",
                disk,
                of -> of.stats().hits());
        count("disk.misses", "Renditions that were not", disk, of -> of.stats().misses());
        count(
                "disk.evictions",
                "Renditions that gave way to others",
                disk,
                of -> of.stats().evictions());
        count(
                "disk.corrupt",
                "Files that were damaged, and deleted",
                disk,
                of -> of.stats().corrupt());
        count("disk.errors", "Errors of the disk", disk, of -> of.stats().errors());
        show("disk.bytes", "Bytes of renditions on disk", disk, of -> of.stats().bytes());
        show("disk.files", "Renditions on disk", disk, of -> of.stats().files());
    }

    private <T> void count(String name, String description, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder("imago.renditions." + name, of, value)
                .description(description)
                .register(registry);
    }

    private <T> void show(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder("imago.renditions." + name, of, value)
                .description(description)
                .register(registry);
    }
}
