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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalog in step with a store that other programs write to (invariant I6): by the store's own notifications, by
 * suspicions of the main path, and by scans: one at the start, one whenever notifications were lost, one now and then.
 *
 * <p>Scans of everything may take long; they run one at a time, in the background, at their own pace. Scans of a part (a
 * directory that was moved) run beside them at once.
 */
public final class Adoption implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    /** Between two looks at files that could not be read; doubled each time. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration NEVER = Duration.ofDays(36_500);

    /** While not everything is watched, scans take this part of the time, but begin no more often than once a minute. */
    private static final int UNWATCHED_PART = 20;

    private static final Duration UNWATCHED_PAUSE = Duration.ofMinutes(1);

    private record Request(String prefix, boolean acceptRemovals) {
        static final Request ALL = new Request("", false);
    }

    private final Store store;
    private final Catalog catalog;
    private final AdoptionQueue queue;
    private final Scanner everything;
    private final Scanner parts;
    private volatile Optional<Watchable.Watch> watch = Optional.empty();
    private volatile boolean closed;

    /**
     * Prepares adoption for a path-addressed store; nothing happens before {@link #start}.
     *
     * @param background makes threads of a lower priority
     */
    public Adoption(
            Store store,
            PathAddressed paths,
            Catalog catalog,
            AdoptionSettings settings,
            Clock clock,
            ThreadFactory background) {
        this.store = store;
        this.catalog = catalog;
        var paced = new Inspector(new Pace(settings.scanRate().bytes()));
        var noticed = new Adopter(store, paths, catalog, new Inspector(), clock);
        this.queue = new AdoptionQueue(noticed::examine, () -> requestScan("", false));
        this.everything = new Scanner(
                new Adopter(store, paths, catalog, paced, clock), background, last -> pause(settings.rescan(), last));
        this.parts = new Scanner(
                noticed, Thread.ofVirtual().name("scan-part-" + store.name()).factory(), last -> NEVER);
    }

    /** Starts to watch, and to compare everything in the background. */
    public void start() {
        watch = store.capability(Watchable.class).map(watchable -> watchable.watch(new Listener()));
        requestScan("", false);
        everything.start();
        parts.start();
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
        (prefix.isEmpty() ? everything : parts).request(new Request(prefix, acceptRemovals));
    }

    /** The scan of everything that is running or ran last, and likewise the one of a part. */
    public List<ScanProgress> progress() {
        return Stream.of(everything, parts)
                .flatMap(scanner -> scanner.scan.stream())
                .map(Scan::progress)
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

    private Duration pause(Duration rescan, Duration lastScan) {
        Duration unwatched = lastScan.multipliedBy(UNWATCHED_PART);
        Duration pause = unwatched.compareTo(UNWATCHED_PAUSE) > 0 ? unwatched : UNWATCHED_PAUSE;
        return watched() || rescan.compareTo(pause) < 0 ? rescan : pause;
    }

    /** Runs scans one after the other. */
    private final class Scanner {
        private final Adopter adopter;
        private final ThreadFactory threads;
        private final UnaryOperator<Duration> unasked;
        private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
        private final Thread thread;
        private final Unread unread = new Unread();
        private volatile Optional<Scan> scan = Optional.empty();

        /** @param unasked after which time without a request everything is scanned, from how long the last scan took */
        Scanner(Adopter adopter, ThreadFactory threads, UnaryOperator<Duration> unasked) {
            this.adopter = adopter;
            this.threads = threads;
            this.unasked = unasked;
            this.thread = threads.newThread(this::scanForever);
        }

        void start() {
            thread.start();
        }

        void request(Request request) {
            if (!requests.contains(request)) {
                requests.add(request);
            }
        }

        private void scanForever() {
            Duration took = Duration.ZERO;
            Duration pause = FIRST_PAUSE;
            long scanned = System.nanoTime();
            while (!closed) {
                try {
                    Duration wait = unasked.apply(took).minusNanos(System.nanoTime() - scanned);
                    boolean again = !unread.isEmpty() && pause.compareTo(wait) < 0;
                    Request request = requests.poll((again ? pause : wait).toMillis(), TimeUnit.MILLISECONDS);
                    if (request == null && again) {
                        pause = longer(pause);
                        retry();
                        continue;
                    }
                    long start = System.nanoTime();
                    scan(request == null ? Request.ALL : request);
                    if (request == null || request.prefix().isEmpty()) {
                        scanned = System.nanoTime();
                        took = Duration.ofNanos(scanned - start);
                    }
                    pause = request == null ? FIRST_PAUSE : pause;
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private static Duration longer(Duration pause) {
            Duration doubled = pause.multipliedBy(2);
            return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }

        /** Tries again what scans could not read; what is read now counts as theirs. */
        private void retry() {
            if (unread.overflown()) {
                requestScan("", false);
            } else {
                scan.ifPresent(Scan::retry);
            }
        }

        private void scan(Request request) throws InterruptedException {
            Optional<Listing> listing = store.capability(Listing.class);
            if (listing.isEmpty()) {
                return;
            }
            if (request.prefix().isEmpty()) {
                unread.clear();
            }
            var now = new Scan(
                    store,
                    listing.get(),
                    catalog,
                    adopter,
                    threads,
                    queue::raise,
                    request.prefix(),
                    request.acceptRemovals(),
                    unread);
            scan = Optional.of(now);
            try {
                now.run();
                tell(now.progress());
            } catch (Fault fault) {
                log.warn("store '{}' cannot be scanned now: {} {}", store.name(), fault.message(), fault.detail());
                Thread.sleep(AFTER_FAILURE);
                request(request);
            } catch (RuntimeException e) {
                log.error("store '{}': a scan ended by a mistake of this program", store.name(), e);
                Thread.sleep(AFTER_FAILURE);
            }
        }

        private void tell(ScanProgress result) {
            if (result.phase() == ScanProgress.Phase.REFUSED) {
                log.error(
                        "store '{}': a large part of the known images is gone. Is its file system mounted? Nothing was removed"
                                + " from the catalog. If they were deleted on purpose: imago scan --accept-removals",
                        store.name());
            } else if (result.adopted() + result.removed() > 0) {
                log.info("store '{}' scanned: {}", store.name(), result);
            }
        }

        void close() {
            scan.ifPresent(Scan::stop);
            thread.interrupt();
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

        @Override
        public void removed(String prefix) {
            requestScan(prefix, true);
        }
    }

    @Override
    public void close() {
        closed = true;
        everything.close();
        parts.close();
        queue.close();
        watch.ifPresent(Watchable.Watch::close);
    }
}
