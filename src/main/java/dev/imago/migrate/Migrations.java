package dev.imago.migrate;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.database.Database;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.journal.Journal;
import dev.imago.store.Content;
import dev.imago.store.PathAddressed;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The migrations of this server: what reads and writes ask of them. Questions about a key that no migration is about cost a look into
 * memory. {@link #orders} are for administrators. Thread-safe.
 */
public final class Migrations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** How long an upload waits for its copy; the runner makes it otherwise. */
    private static final Duration COPY = Duration.ofSeconds(2);

    /** How long no upload waits, once one has waited in vain. */
    private static final Duration REST = Duration.ofSeconds(5);

    private final Catalog catalog;
    private final Copies copies;
    private final KnownMigrations known;
    private final CopyKeeper keeper;
    private final MigrationRunner runner;
    private final CopyOnRead onRead;
    private final Orders orders;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile long rested = System.nanoTime();

    /**
     * Knows the migrations; {@link #start} lets them run.
     *
     * @param impatient the same stores for what is done with a key's lock: they give up what takes long
     * @param spool for stores that have no staging directory of their own
     */
    public Migrations(
            Database database,
            Catalog catalog,
            Journal journal,
            Function<String, Optional<Store>> stores,
            Function<String, Optional<Store>> impatient,
            Staging spool,
            InstantSource clock) {
        this.catalog = catalog;
        var table = new MigrationTable(database);
        var errors = new ErrorTable(database);
        this.copies = new Copies(database);
        var copier = new Copier(catalog, copies, spool);
        this.known = new KnownMigrations(table, database.clusterLocks().isPresent());
        this.keeper = new CopyKeeper(catalog, copies, stores, impatient, known::routing, copier);
        var verifier = new Verifier(catalog, copies, stores, clock);
        Function<Plan, Settler> settlers = plan -> new Settler(keeper, verifier, Pass.pace(plan));
        this.onRead = new CopyOnRead(known::routing, settlers, table, errors, clock);
        this.runner = new MigrationRunner(
                table,
                errors,
                known,
                copies,
                keeper,
                plan -> new Steps(
                        new Pass(catalog, copies, stores, copier, errors, clock),
                        keeper,
                        settlers.apply(plan),
                        new Switcher(catalog, copies, impatient),
                        journal,
                        clock),
                database.clusterLocks(),
                clock);
        this.orders = new Orders(table, errors, copies, catalog, journal, stores, clock, this::changed);
    }

    /** Begins to work, at first on what an earlier process left. */
    public void start() {
        runner.start();
    }

    /** What administrators order and ask. */
    public Orders orders() {
        return orders;
    }

    /** Where an image lies, in the order in which it is to be read; the place that counts is among them. */
    public List<CatalogEntry> places(CatalogEntry image) {
        Routing routing = known.routing();
        return routing.covers(image.key()) ? routing.places(image, copies(image.key())) : List.of(image);
    }

    /** Whether what lies in a store under a key without an image is left of one that was deleted. */
    public boolean remains(ImageKey key, String store) {
        return known.routing().covers(key)
                && copies(key).stream().anyMatch(copy -> copy.store().equals(store));
    }

    /** Delivery needs nothing but bytes: without an answer from the catalog there are none. */
    private List<Copy> copies(ImageKey key) {
        try {
            return catalog.copies(key);
        } catch (Fault unavailable) {
            return List.of();
        }
    }

    /** Hears that an image was read, which some migrations copy it for, later. Returns at once. */
    public void read(ImageKey key) {
        onRead.read(key);
    }

    /** The store of an upload whose route leads to this one. */
    public String writesTo(String store, ImageKey key) {
        return known.routing().writesTo(store, key);
    }

    /** Whether an image that lies in this store may stay there, though uploads go to another one. */
    public boolean mayStay(CatalogEntry image, String store) {
        return image.store().equals(store)
                || known.routing()
                        .open(image.key())
                        .flatMap(migration -> migration.other(image.store()))
                        .filter(store::equals)
                        .isPresent();
    }

    /** Writes down that bytes are about to be put into a store that an image does not count in. Its caller has the key's lock. */
    public void putting(ImageKey key, Store store, Content content) {
        if (known.routing().covers(key)) {
            store.capability(PathAddressed.class)
                    .flatMap(paths -> paths.locate(key))
                    .map(locator -> Copy.planned(key, store.name(), locator, content))
                    .ifPresent(copies::put);
        }
    }

    /**
     * Copies what was just stored, if a migration wants it; waits two seconds at most. A store that does not answer fails nothing, and
     * holds only the first of many up: the runner repeats the copy. Its caller has no lock.
     */
    public void stored(ImageKey key) {
        if (!known.routing().covers(key) || System.nanoTime() - rested < 0) {
            return;
        }
        try {
            Future<?> copying = threads.submit(() -> keeper.settle(key, new Tally(), bytes -> {}));
            copying.get(COPY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            rested = System.nanoTime() + REST.toNanos();
        } catch (ExecutionException | RejectedExecutionException e) {
            LOG.debug("The copy of {} is left to the runner.", key, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the former place of an image that lies elsewhere now is no matter of the one who moved it. */
    public boolean takesOver(CatalogEntry former) {
        return known.routing()
                .open(former.key())
                .flatMap(migration -> migration.other(former.store()))
                .isPresent();
    }

    /** Forgets the former place of an image, whose bytes were removed. */
    public void gone(CatalogEntry former) {
        try {
            copies.forget(Copy.of(former));
        } catch (Fault unavailable) {
            LOG.debug("That {} has left {} is noticed later.", former.key(), former.store(), unavailable);
        }
    }

    /**
     * Removes the copies of an image that is about to be deleted. Its caller has the key's lock. Throws no fault.
     *
     * @return what is to be run once the image is gone
     */
    public Runnable removeCopies(ImageKey key) {
        return known.routing().covers(key) ? keeper.removeCopies(key) : () -> {};
    }

    private void changed() {
        known.refresh();
        runner.wake();
    }

    @Override
    public void close() {
        onRead.close();
        runner.close();
        known.close();
        threads.shutdownNow();
    }
}
