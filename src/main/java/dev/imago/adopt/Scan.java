package dev.imago.adopt;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Listing;
import dev.imago.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One comparison of a whole store, or of what lies below a prefix, with the catalog: first what is there is adopted, then
 * what is gone is removed. Runs beside the serving at the inspector's pace, with bounded memory.
 */
final class Scan {
    /** A scan never believes that this many images, and a fifth of all it knows, vanished at once: a mount is missing. */
    private static final int SUSPICIOUS_REMOVALS = 1000;

    private static final int PAGE = 1000;
    private static final int AT_ONCE = 4;

    private final Store store;
    private final Listing listing;
    private final Catalog catalog;
    private final Adopter adopter;
    private final String prefix;
    private final boolean acceptRemovals;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong adopted = new AtomicLong();
    private final AtomicLong removed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile ScanProgress.Phase phase = ScanProgress.Phase.READING;

    Scan(Store store, Listing listing, Catalog catalog, Adopter adopter, String prefix, boolean acceptRemovals) {
        this.store = store;
        this.listing = listing;
        this.catalog = catalog;
        this.adopter = adopter;
        this.prefix = prefix;
        this.acceptRemovals = acceptRemovals;
    }

    void run() {
        adoptWhatIsThere();
        if (!stopped.get()) {
            phase = ScanProgress.Phase.REMOVING;
            removeWhatIsGone();
        }
        if (phase != ScanProgress.Phase.REFUSED) {
            phase = stopped.get() ? ScanProgress.Phase.STOPPED : ScanProgress.Phase.DONE;
        }
    }

    void stop() {
        stopped.set(true);
    }

    ScanProgress progress() {
        return new ScanProgress(phase, prefix, seen.get(), adopted.get(), removed.get(), failed.get());
    }

    private void adoptWhatIsThere() {
        var places = new Semaphore(AT_ONCE);
        listing.list(prefix, listed -> {
            seen.incrementAndGet();
            if (!isKnown(listed)) {
                places.acquireUninterruptibly();
                Thread.ofVirtual().name("scan").start(() -> {
                    try {
                        examine(listed.key());
                    } finally {
                        places.release();
                    }
                });
            }
            return !stopped.get();
        });
        places.acquireUninterruptibly(AT_ONCE);
    }

    private boolean isKnown(Listing.Listed listed) {
        return catalog.find(listed.key())
                .filter(entry -> entry.validator().equals(listed.stat().validator()))
                .isPresent();
    }

    private void examine(ImageKey key) {
        try {
            switch (adopter.examine(key)) {
                case ADOPTED -> adopted.incrementAndGet();
                case REMOVED -> removed.incrementAndGet();
                default -> {}
            }
        } catch (Fault fault) {
            failed.incrementAndGet();
        }
    }

    private void removeWhatIsGone() {
        long known = catalog.usage("").images();
        var gone = new ArrayList<ImageKey>();
        Optional<ImageKey> after = Optional.empty();
        List<CatalogEntry> page;
        do {
            page = catalog.list(prefix, after, PAGE);
            for (CatalogEntry entry : page) {
                if (entry.store().equals(store.name())
                        && store.stat(entry.locator()).isEmpty()) {
                    gone.add(entry.key());
                }
            }
            after = page.isEmpty() ? after : Optional.of(page.getLast().key());
            if (!acceptRemovals && gone.size() > Math.max(SUSPICIOUS_REMOVALS, known / 5)) {
                phase = ScanProgress.Phase.REFUSED;
                return;
            }
            if (acceptRemovals) {
                gone.forEach(this::examine);
                gone.clear();
            }
        } while (page.size() == PAGE && !stopped.get());
        gone.forEach(this::examine);
    }
}
