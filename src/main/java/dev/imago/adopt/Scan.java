package dev.imago.adopt;

import dev.imago.adopt.Adopter.Removals;
import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Listing;
import dev.imago.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One comparison of a whole store, or of what lies below a prefix, with the catalog: first what is there is adopted, then
 * what is gone is removed. Runs beside the serving at the inspector's pace, with bounded memory.
 */
final class Scan {
    /** A scan never believes that this many images, and a fifth of all that lay here, vanished at once: a mount is missing. */
    private static final int SUSPICIOUS_REMOVALS = 1000;

    private static final int SUSPICIOUS_PART = 5;

    /** Nor that this many vanished and left nothing at all. */
    private static final int SUSPICIOUS_EMPTINESS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Scan.class);
    private static final int PAGE = 1000;
    private static final int AT_ONCE = 2;
    private static final int MOST_TOGETHER = 64;

    private final Store store;
    private final Listing listing;
    private final Catalog catalog;
    private final Adopter adopter;
    private final ThreadFactory threads;
    private final Consumer<ImageKey> later;
    private final String prefix;
    private final boolean acceptRemovals;
    private final Unread unread;
    private final LastingDoubts doubts;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong adopted = new AtomicLong();
    private final AtomicLong removed = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile ScanProgress.Phase phase = ScanProgress.Phase.READING;

    /**
     * Prepares a scan.
     *
     * @param threads for those that read what differs
     * @param later takes what is being written or changed, to look at it again soon
     * @param request what to scan
     * @param unread is told of files that cannot be read, and of those that can again
     * @param doubts those of earlier scans of everything
     */
    Scan(
            Store store,
            Listing listing,
            Catalog catalog,
            Adopter adopter,
            ThreadFactory threads,
            Consumer<ImageKey> later,
            ScanRequest request,
            Unread unread,
            LastingDoubts doubts) {
        this.store = store;
        this.listing = listing;
        this.catalog = catalog;
        this.adopter = adopter;
        this.threads = threads;
        this.later = later;
        this.prefix = request.prefix();
        this.acceptRemovals = request.acceptRemovals();
        this.unread = unread;
        this.doubts = doubts;
    }

    void run() {
        try {
            adoptWhatIsThere(prefix);
            if (!stopped.get()) {
                phase = ScanProgress.Phase.REMOVING;
                removeWhatIsGone();
            }
        } catch (RuntimeException e) {
            phase = ScanProgress.Phase.FAILED;
            throw e;
        }
        if (phase != ScanProgress.Phase.REFUSED) {
            phase = stopped.get() ? ScanProgress.Phase.STOPPED : ScanProgress.Phase.DONE;
        }
        if (phase == ScanProgress.Phase.DONE && prefix.isEmpty()) {
            unread.forgetWhatRecovered();
        }
    }

    /** Looks again at what could not be read. */
    void retry() {
        unread.takeDirectories().forEach(this::adoptWhatIsThere);
        examineAll(unread.keys(), Removals.HELD_BACK);
    }

    void stop() {
        stopped.set(true);
    }

    ScanProgress progress() {
        return new ScanProgress(phase, prefix, seen.get(), adopted.get(), removed.get(), unread.size());
    }

    /** One thread walks and compares; what differs is read by others, and becomes a fact many images at a time. */
    private void adoptWhatIsThere(String below) {
        var places = new Semaphore(AT_ONCE);
        var differing = new ArrayList<ImageKey>();
        Predicate<Listing.Listed> compare = listed -> {
            seen.incrementAndGet();
            if (isKnown(listed)) {
                unread.remove(listed.key());
            } else {
                differing.add(listed.key());
            }
            if (differing.size() == MOST_TOGETHER) {
                handOut(List.copyOf(differing), places);
                differing.clear();
            }
            return !stopped.get();
        };
        try {
            listing.list(below, compare, this::unreadable);
            examine(differing, Removals.HELD_BACK);
        } finally {
            places.acquireUninterruptibly(AT_ONCE);
        }
    }

    /** Nothing is known of what lies there: it is neither adopted nor gone, and the rest is scanned all the same. */
    private void unreadable(String place, Fault fault) {
        if (unread.addPlace(place)) {
            LOG.warn("store '{}': {} cannot be read: {} {}", store.name(), place, fault.message(), fault.detail());
        }
    }

    private void handOut(List<ImageKey> keys, Semaphore places) {
        places.acquireUninterruptibly();
        threads.newThread(() -> {
                    try {
                        examine(keys, Removals.HELD_BACK);
                    } finally {
                        places.release();
                    }
                })
                .start();
    }

    private boolean isKnown(Listing.Listed listed) {
        return catalog.find(listed.key())
                .filter(entry -> entry.validator().equals(listed.stat().validator()))
                .isPresent();
    }

    private void examine(List<ImageKey> keys, Removals removals) {
        List<Adopter.Outcome> outcomes = adopter.examine(keys, removals);
        for (int i = 0; i < keys.size(); i++) {
            ImageKey key = keys.get(i);
            switch (outcomes.get(i)) {
                case DOWN, FAILED -> unread.add(key);
                case LATER -> later.accept(key);
                case ADOPTED -> adopted.incrementAndGet();
                case REMOVED -> removed.incrementAndGet();
                case UNCHANGED, IGNORED, HELD_BACK -> {}
            }
            if (outcomes.get(i) != Adopter.Outcome.DOWN && outcomes.get(i) != Adopter.Outcome.FAILED) {
                unread.remove(key);
            }
        }
    }

    private void removeWhatIsGone() {
        long known = catalog.usage("").images();
        long here = 0;
        var losses = new Losses(prefix, listing::changed);
        var accepted = new ArrayList<ImageKey>();
        Optional<ImageKey> after = Optional.empty();
        List<CatalogEntry> page;
        do {
            page = catalog.list(prefix, after, PAGE);
            for (CatalogEntry entry : page) {
                if (entry.store().equals(store.name())) {
                    here++;
                    weigh(
                            entry,
                            acceptRemovals
                                    ? gone -> accepted.add(gone.key())
                                    : gone -> losses.missing(gone.key(), gone.created()),
                            losses::present);
                }
            }
            after = page.isEmpty() ? after : Optional.of(page.getLast().key());
            examineAll(accepted, Removals.BELIEVED);
            accepted.clear();
        } while (page.size() == PAGE && !stopped.get() && losses.count() <= suspicious(known));
        if (!stopped.get()) {
            settle(losses, suspicious(prefix.isEmpty() ? here : known));
        }
    }

    private static long suspicious(long images) {
        return Math.max(SUSPICIOUS_REMOVALS, images / SUSPICIOUS_PART);
    }

    /** What cannot be read is neither missing nor evidence. */
    private void weigh(CatalogEntry entry, Consumer<CatalogEntry> missing, Consumer<ImageKey> present) {
        if (unread.covers(entry.key())) {
            return;
        }
        try {
            if (store.stat(entry.locator()).isEmpty()) {
                missing.accept(entry);
            } else {
                present.accept(entry.key());
            }
        } catch (Fault unreadable) {
            unread.add(entry.key());
        }
    }

    /** Of a part, what is in doubt is left to a scan of everything. */
    private void settle(Losses losses, long suspicious) {
        losses.end();
        boolean everything = prefix.isEmpty();
        boolean nothingLeft = everything && seen.get() == 0 && losses.count() > SUSPICIOUS_EMPTINESS;
        boolean refused = nothingLeft || losses.count() > suspicious;
        if (everything) {
            doubts.found(refused ? Set.of() : losses.doubtful().keySet());
        }
        if (refused) {
            phase = ScanProgress.Phase.REFUSED;
            return;
        }
        List<ImageKey> removed = new ArrayList<>(losses.removed());
        losses.doubtful().forEach((directory, missing) -> {
            if (everything && doubts.lasted(directory)) {
                removed.addAll(missing);
            } else {
                phase = ScanProgress.Phase.REFUSED;
            }
        });
        examineAll(removed, Removals.BELIEVED);
    }

    private void examineAll(List<ImageKey> keys, Removals removals) {
        for (int from = 0; from < keys.size() && !stopped.get(); from += MOST_TOGETHER) {
            examine(keys.subList(from, Math.min(keys.size(), from + MOST_TOGETHER)), removals);
        }
    }
}
