package dev.imago.cli.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a server is. What a server does not tell is absent. */
public record ServerStatus(
        String version,
        String node,
        long uptimeSeconds,
        Optional<List<StoreStatus>> stores,
        Optional<CatalogStatus> catalog,
        Optional<List<ScanStatus>> scans,
        Optional<MemoryStatus> memory,
        Optional<RenditionStatus> renditions,
        Optional<List<FollowerStatus>> followers) {
    /**
     * A store.
     *
     * @param trouble why it does not answer, or what it says instead
     * @param totalBytes where the store knows it, so {@code freeBytes}
     */
    public record StoreStatus(
            String name,
            String type,
            Optional<Boolean> answers,
            Optional<String> trouble,
            Optional<Long> totalBytes,
            Optional<Long> freeBytes,
            Optional<CircuitStatus> circuit) {}

    /** The circuit breaker of a store that has one. */
    public record CircuitStatus(
            String state, Instant since, Optional<String> lastError, Optional<Instant> lastErrorAt) {}

    /** Nothing but {@code available} while the database does not answer. */
    public record CatalogStatus(
            boolean available, Optional<Long> images, Optional<Long> bytes, Optional<Long> lastSequence) {}

    /** @param phase what it does now; {@code idle} when nothing */
    public record ScanStatus(
            String store,
            String phase,
            Optional<String> prefix,
            long seen,
            long adopted,
            long removed,
            long failed,
            long pending) {}

    public record MemoryStatus(long images, long bytes, long maxBytes, long hits, long misses) {}

    /** @param libvips absent until a worker process has started */
    public record RenditionStatus(
            boolean available, int workers, int busy, int waiting, Optional<LibraryStatus> libvips) {}

    /** Formats are media types. */
    public record LibraryStatus(String version, String file, List<String> reads, List<String> writes, boolean text) {}

    /** @param lag journal entries that it has not seen */
    public record FollowerStatus(
            String name, Optional<String> state, long cursor, long lag, Optional<String> lastError) {}
}
