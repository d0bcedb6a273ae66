package dev.imago.adopt;

import dev.imago.catalog.Catalog;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.Watchable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalog in step with a store that other programs write to (invariant I6): by the store's own notifications, by
 * suspicions of the main path, and by scans: one at the start, one whenever notifications were lost, one now and then.
 *
 * <pre>
 *   watch, main path ─► AdoptionQueue ───┐
 *   start, time, gaps ─► Scanner ─► Scan ─┴► Adopter ─► catalog + journal
 * </pre>
 *
 * <p>An image whose file is missing is gone if the last that the system told of it is that (a watch saw it removed), if whoever asked for the scan accepts
 * it, or if a scan has weighed all that is missing together. What the main path suspects is not enough: of a file system that is
 * not mounted every file is missing. It leads to a scan of its directory, and of everything if that cannot tell.
 *
 * <p>Scans of everything may take long; they run one at a time, in the background, at their own pace. Scans of a part (a
 * directory that was moved) run beside them at once.
 */
public final class Adoption implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
    private static final Duration UNTIL_ENDED = Duration.ofSeconds(10);
    private static final int MOST_WEIGHED = 10_000;

    private final Store store;
    private final boolean regular;
    private final AdoptionQueue queue;
    private final Scanner everything;
    private final Scanner parts;
    /** Directories that were scanned for an image that seems to be gone: the next one waits for a scan of everything. */
    private final Set<String> weighed = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;
    private volatile Optional<Watchable.Watch> watch = Optional.empty();

    /**
     * Prepares adoption for a path-addressed store; nothing happens before {@link #start}.
     *
     * @param rescan how often everything is compared, from the start on; empty: only when somebody asks for it, or what is missing has to
     *     be weighed
     * @param background makes threads of a lower priority
     */
    public Adoption(
            Store store,
            PathAddressed paths,
            Catalog catalog,
            AdoptionSettings settings,
            Optional<Duration> rescan,
            Clock clock,
            ThreadFactory background) {
        this.store = store;
        this.regular = rescan.isPresent();
        var pace = new Pace(settings.scanRate().bytes());
        var paced = new Adopter(store, paths, catalog, new Inspector(pace.andThen(this::goOn)), clock);
        var noticed = new Adopter(store, paths, catalog, new Inspector(this::goOn), clock);
        var leftovers = new Leftovers();
        this.queue = new AdoptionQueue(noticed::examine, leftovers);
        this.everything = new Scanner(
                store,
                catalog,
                paced,
                background,
                new ScanSchedule(System::nanoTime, rescan.orElse(ScanSchedule.NEVER), this::calm),
                leftovers,
                this::everythingBegins);
        this.parts = new Scanner(
                store,
                catalog,
                noticed,
                Thread.ofVirtual().name("scan-part-" + store.name()).factory(),
                new ScanSchedule(System::nanoTime, ScanSchedule.NEVER, () -> true),
                leftovers,
                () -> {});
    }

    /** Starts to watch, and to compare everything in the background. */
    public void start() {
        watch = store.capability(Watchable.class).map(watchable -> watchable.watch(new Listener()));
        if (regular) {
            requestScan("", false);
        }
        everything.start();
        parts.start();
    }

    /** Has a key looked at soon that catalog and store seem not to agree on. Never blocks. */
    public void suspect(ImageKey key) {
        queue.suspect(key);
    }

    /**
     * Whether so many images are missing that none of them is taken for removed: their file system is likely not mounted. Until
     * they are back, or a scan was told to accept it.
     */
    public boolean doubtful() {
        return everything.refused();
    }

    /**
     * Has everything below a prefix compared soon.
     *
     * @param acceptRemovals believe it even if very much is gone
     */
    public void requestScan(String prefix, boolean acceptRemovals) {
        (prefix.isEmpty() ? everything : parts).request(new ScanRequest(prefix, acceptRemovals));
    }

    /** The scan of everything that is running or ran last, and likewise the one of a part. */
    public List<ScanProgress> progress() {
        return Stream.of(everything, parts)
                .flatMap(scanner -> scanner.progress().stream())
                .toList();
    }

    /** How many noticed keys wait to be looked at. */
    public int pending() {
        return queue.size();
    }

    /** Whether every directory is watched now; what changes in others is found by scans only. */
    public boolean watched() {
        return watch.filter(Watchable.Watch::complete).isPresent();
    }

    private void everythingBegins() {
        weighed.clear();
        watch.ifPresent(Watchable.Watch::renew);
    }

    /** A store that nobody can watch is compared as often as its settings say, not more often because of it. */
    private boolean calm() {
        return watched() || store.capability(Watchable.class).isEmpty();
    }

    private final class Leftovers implements Scanner.Leftovers {
        @Override
        public void later(ImageKey key) {
            queue.suspect(key);
        }

        @Override
        public void everything() {
            requestScan("", false);
        }

        @Override
        public void missing(ImageKey key) {
            String directory = key.value().substring(0, key.value().lastIndexOf('/') + 1);
            boolean worthALook = !directory.isEmpty()
                    && !everything.refused()
                    && weighed.size() < MOST_WEIGHED
                    && weighed.add(directory);
            if (worthALook) {
                requestScan(directory, false);
            } else {
                doubt();
            }
        }

        @Override
        public void doubt() {
            everything.doubt();
        }
    }

    private final class Listener implements Watchable.Listener {
        @Override
        public void touched(ImageKey key) {
            queue.touched(key);
        }

        @Override
        public void removed(ImageKey key) {
            queue.removed(key);
        }

        @Override
        public void lost(String prefix) {
            requestScan(prefix, false);
        }

        @Override
        public void removed(String prefix) {
            requestScan(prefix, true);
        }
    }

    /** Ends the reading of a large file. */
    private void goOn(long bytes) {
        if (closed) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The server is stopping.");
        }
    }

    /**
     * Stops, and waits for all threads.
     *
     * @return whether none of them uses the store any more; one that hangs in a system call may
     */
    public boolean stop() {
        closed = true;
        everything.stop();
        parts.stop();
        queue.stop();
        long deadline = System.nanoTime() + UNTIL_ENDED.toNanos();
        try {
            boolean unwatched = watch.map(one -> one.stop(UNTIL_ENDED)).orElse(true);
            boolean ended = unwatched && everything.ended(deadline) && parts.ended(deadline) && queue.ended(deadline);
            if (!ended) {
                LOG.warn("store '{}': adoption still waits for an answer of the store or the catalog", store.name());
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        var _ = stop();
    }
}
