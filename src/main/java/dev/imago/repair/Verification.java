package dev.imago.repair;

import dev.imago.adopt.Finding;
import dev.imago.adopt.Inspector;
import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.BlobStat;
import dev.imago.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One pass over all images below a prefix that re-reads their bytes and compares them with the digests of the catalog. Changes
 * nothing. {@link #run} blocks for as long as it takes; everything else may be called meanwhile from any thread.
 */
public final class Verification {
    private static final int PAGE = 500;

    /** More names than this are counted, but not listed. */
    private static final int MOST_NAMES = 1000;

    /** What a pass is doing. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        STOPPED,
        FAILED
    }

    /**
     * How far a pass is.
     *
     * @param images that there were when it began, for a share of the whole
     * @param checked images that were compared
     * @param bytes that were read
     * @param changed images that another program replaced; adoption sees to them
     * @param damaged images whose bytes are not those that were stored, though nobody wrote to them
     * @param missing images whose bytes are gone
     * @param unreadable images that the store could not read
     * @param catalog what is wrong with the structure of the catalog's database; looked for in passes over all images only
     */
    public record Progress(
            State state,
            String prefix,
            long images,
            long checked,
            long bytes,
            long changed,
            List<ImageKey> damaged,
            List<ImageKey> missing,
            List<ImageKey> unreadable,
            List<String> catalog) {}

    private final Catalog catalog;
    private final Function<String, Optional<Store>> stores;
    private final Supplier<List<String>> damage;
    private final Inspector inspector;
    private final String prefix;
    private final AtomicLong images = new AtomicLong();
    private final AtomicLong checked = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong changed = new AtomicLong();
    private final List<ImageKey> damaged = new ArrayList<>();
    private final List<ImageKey> missing = new ArrayList<>();
    private final List<ImageKey> unreadable = new ArrayList<>();
    private volatile List<String> damageOfCatalog = List.of();
    private volatile State state = State.WAITING;
    private volatile boolean stopped;

    /**
     * Prepares a pass.
     *
     * @param damage finds what is wrong with the structure of the catalog's database
     * @param bytesPerSecond how fast it may read
     */
    public Verification(
            Catalog catalog,
            Supplier<List<String>> damage,
            Function<String, Optional<Store>> stores,
            String prefix,
            long bytesPerSecond) {
        this.catalog = catalog;
        this.damage = damage;
        this.stores = stores;
        this.inspector = Inspector.paced(bytesPerSecond);
        this.prefix = prefix;
    }

    /** Reads everything, once. */
    public void run() {
        state = State.RUNNING;
        try {
            damageOfCatalog = prefix.isEmpty() ? damage.get() : List.of();
            images.set(catalog.usage(prefix).images());
            Optional<ImageKey> after = Optional.empty();
            List<CatalogEntry> page;
            do {
                page = catalog.list(prefix, after, PAGE);
                for (CatalogEntry entry : page) {
                    if (!stopped) {
                        check(entry);
                    }
                }
                after = page.isEmpty() ? after : Optional.of(page.getLast().key());
            } while (page.size() == PAGE && !stopped);
            state = stopped ? State.STOPPED : State.DONE;
        } catch (RuntimeException failed) {
            state = State.FAILED;
            throw failed;
        }
    }

    /** Has the pass end soon. */
    public void stop() {
        stopped = true;
    }

    /** A consistent view of the pass. */
    public Progress progress() {
        synchronized (damaged) {
            return new Progress(
                    state,
                    prefix,
                    images.get(),
                    checked.get(),
                    bytes.get(),
                    changed.get(),
                    List.copyOf(damaged),
                    List.copyOf(missing),
                    List.copyOf(unreadable),
                    damageOfCatalog);
        }
    }

    private void check(CatalogEntry entry) {
        try {
            Optional<Store> store = stores.apply(entry.store());
            Finding finding =
                    store.isPresent() ? inspector.inspect(store.get(), entry.locator()) : new Finding.Nothing();
            switch (finding) {
                case Finding.Nothing nothing -> judge(entry, Optional.empty(), missing);
                case Finding.Unsettled unsettled -> changed.incrementAndGet();
                case Finding.NoImage noImage -> judge(entry, Optional.of(noImage.stat()), damaged);
                case Finding.Found found -> {
                    bytes.addAndGet(found.stat().size());
                    if (!found.digest().equals(entry.digest())) {
                        judge(entry, Optional.of(found.stat()), damaged);
                    }
                }
            }
        } catch (Fault fault) {
            note(unreadable, entry.key());
        }
        checked.incrementAndGet();
    }

    /** What differs is a finding only if the catalog still says the same, and the store that nobody wrote to it. */
    private void judge(CatalogEntry entry, Optional<BlobStat> stat, List<ImageKey> findings) {
        boolean current = catalog.find(entry.key())
                .filter(now -> now.version() == entry.version())
                .isPresent();
        boolean untouched = stat.isEmpty() || stat.get().validator().equals(entry.validator());
        if (current && untouched) {
            note(findings, entry.key());
        } else {
            changed.incrementAndGet();
        }
    }

    private void note(List<ImageKey> findings, ImageKey key) {
        synchronized (damaged) {
            if (findings.size() < MOST_NAMES) {
                findings.add(key);
            }
        }
    }
}
