package dev.imago.adopt;

import dev.imago.catalog.Catalog;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Listing;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.Watchable;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalog in step with a store that other programs write to (invariant I6): by the store's own notifications, by
 * suspicions of the main path, and by scans: one at the start, one whenever notifications were lost, one now and then.
 */
public final class Adoption implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private record Request(String prefix, boolean acceptRemovals) {}

    private final Store store;
    private final Catalog catalog;
    private final AdoptionSettings settings;
    private final Adopter scanning;
    private final AdoptionQueue queue;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Thread scanner;
    private volatile Optional<Scan> scan = Optional.empty();
    private volatile boolean closed;
    private Optional<Watchable.Watch> watch = Optional.empty();

    /** Prepares adoption for a path-addressed store; nothing happens before {@link #start}. */
    public Adoption(Store store, PathAddressed paths, Catalog catalog, AdoptionSettings settings, Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.settings = settings;
        var pace = new Pace(settings.scanRate().bytes());
        this.scanning = new Adopter(store, paths, catalog, new Inspector(pace), clock);
        var noticed = new Adopter(store, paths, catalog, new Inspector(), clock);
        this.queue = new AdoptionQueue(noticed::examine, () -> requestScan("", false));
        this.scanner = Thread.ofVirtual().name("scanner-" + store.name()).unstarted(this::scanForever);
    }

    /** Starts to watch, and to compare everything in the background. */
    public void start() {
        watch = store.capability(Watchable.class).map(watchable -> watchable.watch(new Listener()));
        requestScan("", false);
        scanner.start();
    }

    /** Has a key looked at soon. Never blocks. */
    public void raise(ImageKey key) {
        queue.raise(key);
    }

    /**
     * Has everything below a prefix compared soon.
     *
     * @param acceptRemovals believe it even if very much is gone
     */
    public void requestScan(String prefix, boolean acceptRemovals) {
        var request = new Request(prefix, acceptRemovals);
        if (!requests.contains(request)) {
            requests.add(request);
        }
    }

    /** The scan that is running or ran last. */
    public Optional<ScanProgress> progress() {
        return scan.map(Scan::progress);
    }

    /** How many noticed keys wait to be looked at. */
    public int pending() {
        return queue.size();
    }

    private void scanForever() {
        while (!closed) {
            try {
                Request request = requests.poll(settings.rescan().toMillis(), TimeUnit.MILLISECONDS);
                scan(request == null ? new Request("", false) : request);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void scan(Request request) throws InterruptedException {
        Optional<Listing> listing = store.capability(Listing.class);
        if (listing.isEmpty()) {
            return;
        }
        var now = new Scan(store, listing.get(), catalog, scanning, request.prefix(), request.acceptRemovals());
        scan = Optional.of(now);
        try {
            now.run();
            ScanProgress result = now.progress();
            if (result.phase() == ScanProgress.Phase.REFUSED) {
                log.error(
                        "store '{}': a large part of the known images is gone. Is its file system mounted? Nothing was removed"
                                + " from the catalog. If they were deleted on purpose: imago scan --accept-removals",
                        store.name());
            } else if (result.adopted() + result.removed() > 0) {
                log.info("store '{}' scanned: {}", store.name(), result);
            }
        } catch (Fault fault) {
            log.warn("store '{}' cannot be scanned now: {} {}", store.name(), fault.message(), fault.detail());
            Thread.sleep(AFTER_FAILURE);
            requestScan(request.prefix(), request.acceptRemovals());
        }
    }

    private final class Listener implements Watchable.Listener {
        @Override
        public void touched(ImageKey key) {
            queue.raise(key);
        }

        @Override
        public void lost(String prefix) {
            requestScan(prefix, false);
        }
    }

    @Override
    public void close() {
        closed = true;
        scan.ifPresent(Scan::stop);
        scanner.interrupt();
        queue.close();
        watch.ifPresent(Watchable.Watch::close);
    }
}
