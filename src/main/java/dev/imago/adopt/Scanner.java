package dev.imago.adopt;

import dev.imago.catalog.Catalog;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Listing;
import dev.imago.store.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs scans of one store, one after the other, in a thread of its own: those that are asked for, and those that are due. */
final class Scanner {
    /** What a scan cannot settle by itself. */
    interface Leftovers {
        /** This is being written; look at it again soon. */
        void later(ImageKey key);

        /** Only a scan of everything can help. */
        void everything();

        /** It seems to be gone, and one that is missing says nothing: of a file system that is not mounted, each one is. */
        void missing(ImageKey key);

        /** More is gone than a part can tell the reason of. */
        void doubt();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Scanner.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    /** A request is the name of a directory, most of the time. */
    private static final int MOST_REQUESTS = 50_000;

    private final Store store;
    private final Catalog catalog;
    private final Adopter adopter;
    private final ThreadFactory threads;
    private final ScanSchedule schedule;
    private final Leftovers leftovers;
    private final Runnable beginning;
    private final ScanRequests requests = new ScanRequests(MOST_REQUESTS);
    private final Unread unread = new Unread();
    private final LastingDoubts doubts = new LastingDoubts(System::nanoTime);
    private final Thread thread;
    private volatile Optional<Scan> scan = Optional.empty();
    private volatile boolean refused;
    private volatile boolean closed;

    /**
     * @param threads for the scanner's own, and for those that read what differs
     * @param beginning runs before each scan of everything; what happens from then on is not the scan's to find
     */
    Scanner(
            Store store,
            Catalog catalog,
            Adopter adopter,
            ThreadFactory threads,
            ScanSchedule schedule,
            Leftovers leftovers,
            Runnable beginning) {
        this.store = store;
        this.catalog = catalog;
        this.adopter = adopter;
        this.threads = threads;
        this.schedule = schedule;
        this.leftovers = leftovers;
        this.beginning = beginning;
        this.thread = threads.newThread(this::scanForever);
    }

    void start() {
        thread.start();
    }

    void request(ScanRequest request) {
        if (!requests.add(request)) {
            leftovers.everything();
        }
    }

    /** Something seems to be gone: everything is to be scanned, but no more often than is good. */
    void doubt() {
        schedule.doubt();
        requests.wake();
    }

    /** Whether the last scan of everything found so much missing, of all or of a directory, that it did not believe it. */
    boolean refused() {
        return refused;
    }

    /** The scan that is running or ran last. */
    Optional<ScanProgress> progress() {
        return scan.map(Scan::progress);
    }

    private void scanForever() {
        while (!closed) {
            try {
                next();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void next() throws InterruptedException {
        Optional<ScanRequest> request = requests.take(schedule.wait(!unread.isEmpty()));
        try {
            if (request.isPresent()) {
                scan(request.get());
            } else {
                unasked();
            }
        } catch (Fault fault) {
            LOG.warn("store '{}' cannot be scanned now: {} {}", store.name(), fault.message(), fault.detail());
            Thread.sleep(AFTER_FAILURE);
            request(request.orElse(ScanRequest.ALL));
        } catch (RuntimeException e) {
            LOG.error("store '{}': a scan ended by a mistake of this program", store.name(), e);
            Thread.sleep(AFTER_FAILURE);
            request.filter(part -> !part.everything()).ifPresent(_ -> leftovers.everything());
        }
    }

    private void unasked() {
        switch (schedule.due(!unread.isEmpty())) {
            case SCAN -> scan(ScanRequest.ALL);
            case RETRY -> retry();
            case NOTHING -> {}
        }
    }

    /** Tries again what scans could not read; what is read now counts as theirs. */
    private void retry() {
        schedule.retried();
        if (unread.overflown()) {
            leftovers.everything();
        } else {
            scan.ifPresent(Scan::retry);
        }
    }

    private void scan(ScanRequest request) {
        Optional<Listing> listing = store.capability(Listing.class);
        if (listing.isEmpty()) {
            return;
        }
        if (request.everything()) {
            unread.clear();
            schedule.scanning();
            beginning.run();
        }
        long start = System.nanoTime();
        var now = new Scan(store, listing.get(), catalog, adopter, threads, leftovers::later, request, unread, doubts);
        scan = Optional.of(now);
        try {
            now.run();
            conclude(request, now.progress());
        } finally {
            if (request.everything()) {
                schedule.scanned(Duration.ofNanos(System.nanoTime() - start), refused);
            } else {
                schedule.scannedPart();
            }
        }
    }

    private void conclude(ScanRequest request, ScanProgress result) {
        boolean tooMuchGone = result.phase() == ScanProgress.Phase.REFUSED;
        if (tooMuchGone && !request.everything()) {
            LOG.info(
                    "store '{}': below {} directories are empty or gone; everything is scanned",
                    store.name(),
                    request.prefix());
            leftovers.doubt();
            return;
        }
        boolean news = tooMuchGone && !refused;
        if (tooMuchGone || (request.everything() && result.phase() == ScanProgress.Phase.DONE)) {
            refused = tooMuchGone;
        }
        if (news) {
            LOG.error(
                    "store '{}': all images of a directory or a large part of all images are missing. Is a file system not"
                            + " mounted? They were not removed from the catalog. If they were deleted on purpose:"
                            + " imago scan --accept-removals",
                    store.name());
        } else if (result.adopted() + result.removed() > 0) {
            LOG.info("store '{}' scanned: {}", store.name(), result);
        }
    }

    /** Waits until nothing of it runs any more. @return whether that is so before the time is over */
    boolean ended(long deadline) throws InterruptedException {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        return !thread.isAlive();
    }

    /** Ends the scan under way as soon as possible. */
    void stop() {
        closed = true;
        scan.ifPresent(Scan::stop);
        thread.interrupt();
        requests.wake();
    }
}
