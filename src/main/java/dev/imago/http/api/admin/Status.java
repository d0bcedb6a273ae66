package dev.imago.http.api.admin;

import dev.imago.adopt.ScanProgress;
import dev.imago.image.Format;
import dev.imago.transform.vips.Capabilities;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code GET /v1/status} answers: how this node is. */
public record Status(
        String version,
        String node,
        long uptimeSeconds,
        List<StoreStatus> stores,
        CatalogStatus catalog,
        List<ScanStatus> scans,
        MemoryStatus memory,
        RenditionStatus renditions,
        List<FollowerStatus> followers) {
    /**
     * A store.
     *
     * @param answers whether it does in this moment
     * @param trouble why not, or what it says instead of what was asked
     * @param totalBytes absent where the store does not tell; so {@code freeBytes}
     * @param circuit absent for a store that has no circuit breaker: one of this machine
     */
    public record StoreStatus(
            String name,
            String type,
            boolean answers,
            Optional<String> trouble,
            Optional<Long> totalBytes,
            Optional<Long> freeBytes,
            Optional<CircuitStatus> circuit) {}

    /**
     * The circuit breaker of a store.
     *
     * @param since when it is in this state
     * @param lastError of the last call that failed, in whatever state; absent as long as none did
     */
    public record CircuitStatus(
            String state, Instant since, Optional<String> lastError, Optional<Instant> lastErrorAt) {}

    /** The catalog; nothing but {@code available} while the database does not answer. */
    public record CatalogStatus(
            boolean available, Optional<Long> images, Optional<Long> bytes, Optional<Long> lastSequence) {}

    /**
     * The scan of a folder that runs or ran last, and how many noticed files wait.
     *
     * @param watched whether all directories of the folder are watched; if not, only scans find all changes
     */
    public record ScanStatus(
            String store,
            String phase,
            String prefix,
            long seen,
            long adopted,
            long removed,
            long failed,
            int pending,
            boolean watched) {
        /** The status of a scan. */
        public static ScanStatus of(String store, ScanProgress progress, int pending, boolean watched) {
            return new ScanStatus(
                    store,
                    progress.phase().name().toLowerCase(Locale.ROOT),
                    progress.prefix(),
                    progress.seen(),
                    progress.adopted(),
                    progress.removed(),
                    progress.failed(),
                    pending,
                    watched);
        }
    }

    /** The memory tier. */
    public record MemoryStatus(long images, long bytes, long maxBytes, long hits, long misses) {}

    /**
     * The making of renditions.
     *
     * @param available whether the first worker process has started
     * @param workers as configured
     * @param busy workers that make one now
     * @param waiting requests that wait for one
     * @param libvips what the installed library is and can do; absent until that is known
     */
    public record RenditionStatus(
            boolean available, int workers, int busy, int waiting, Optional<LibraryStatus> libvips) {}

    /**
     * A library.
     *
     * @param reads media types of originals
     * @param writes media types of renditions
     * @param text whether it draws text
     */
    public record LibraryStatus(String version, String file, List<String> reads, List<String> writes, boolean text) {
        /** The status of what was found out about a library. */
        public static LibraryStatus of(Capabilities can) {
            return new LibraryStatus(
                    can.version(),
                    can.library(),
                    can.reads().stream().sorted().map(Format::mediaType).toList(),
                    can.writes().stream()
                            .sorted()
                            .map(output -> output.format().mediaType())
                            .toList(),
                    can.text());
        }
    }

    /** A follower of the journal. */
    public record FollowerStatus(String name, String state, long cursor, long lag, Optional<String> lastError) {}
}
