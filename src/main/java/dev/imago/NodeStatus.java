package dev.imago;

import dev.imago.catalog.Catalog;
import dev.imago.database.Database;
import dev.imago.delivery.Delivery;
import dev.imago.http.api.admin.Status;
import dev.imago.http.api.admin.Status.CatalogStatus;
import dev.imago.http.api.admin.Status.FollowerStatus;
import dev.imago.http.api.admin.Status.MemoryStatus;
import dev.imago.http.api.admin.Status.ScanStatus;
import dev.imago.image.Fault;
import dev.imago.journal.FollowerRunner;
import dev.imago.journal.Journal;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How this node is: for the status resource and the metrics. */
final class NodeStatus {
    private final String node;
    private final OpenStores stores;
    private final StoreLooks looks;
    private final Database database;
    private final Catalog catalog;
    private final Journal journal;
    private final Delivery delivery;
    private final RenditionSide renditions;
    private final List<FollowerRunner> followers;
    private final long startedNanos = System.nanoTime();

    NodeStatus(
            String node,
            OpenStores stores,
            StoreLooks looks,
            Database database,
            Catalog catalog,
            Journal journal,
            Delivery delivery,
            RenditionSide renditions,
            List<FollowerRunner> followers) {
        this.node = node;
        this.stores = stores;
        this.looks = looks;
        this.database = database;
        this.catalog = catalog;
        this.journal = journal;
        this.delivery = delivery;
        this.renditions = renditions;
        this.followers = followers;
    }

    Status now() throws InterruptedException {
        return new Status(
                version(),
                node,
                Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds(),
                looks.now(),
                catalog(),
                scans(),
                memory(),
                renditions.status(),
                followers.stream()
                        .map(FollowerRunner::status)
                        .map(NodeStatus::follower)
                        .toList());
    }

    /** The version that the build wrote into the jar. */
    static String version() {
        return Optional.ofNullable(Imago.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    void addTo(MeterRegistry registry) {
        Gauge.builder("imago.catalog.available", database, db -> db.available() ? 1 : 0)
                .description("1 while the database answers")
                .register(registry);
        Gauge.builder("imago.memory.bytes", delivery, d -> d.memoryStats().bytes())
                .description("Bytes of images in the memory tier")
                .register(registry);
        FunctionCounter.builder("imago.memory.hits", delivery, Delivery::memoryHits)
                .description("Requests that the memory tier answered")
                .register(registry);
        FunctionCounter.builder("imago.memory.misses", delivery, Delivery::memoryMisses)
                .description("Requests that went to a store")
                .register(registry);
        for (FollowerRunner follower : followers) {
            Gauge.builder("imago.follower.lag", follower, f -> f.status().lag())
                    .description("Changes that a follower has not seen yet")
                    .tag("follower", follower.name())
                    .register(registry);
        }
    }

    private CatalogStatus catalog() {
        try {
            Catalog.Usage usage = catalog.usage("");
            return new CatalogStatus(
                    true, Optional.of(usage.images()), Optional.of(usage.bytes()), Optional.of(journal.last()));
        } catch (Fault unavailable) {
            return new CatalogStatus(false, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    private List<ScanStatus> scans() {
        return stores.adoptions().entrySet().stream()
                .flatMap(entry -> entry.getValue().progress().stream()
                        .map(progress -> ScanStatus.of(
                                entry.getKey(),
                                progress,
                                entry.getValue().pending(),
                                entry.getValue().watched())))
                .toList();
    }

    private MemoryStatus memory() {
        var stats = delivery.memoryStats();
        return new MemoryStatus(stats.images(), stats.bytes(), stats.maxBytes(), stats.hits(), stats.misses());
    }

    private static FollowerStatus follower(FollowerRunner.Status status) {
        return new FollowerStatus(
                status.follower(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.position(),
                status.lag(),
                status.error());
    }
}
