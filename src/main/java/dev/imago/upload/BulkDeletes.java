package dev.imago.upload;

import dev.imago.catalog.Catalog;
import dev.imago.database.Database;
import dev.imago.image.Fault;
import dev.imago.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes everything below a prefix, in the background. What was ordered is in the database: it goes on after a restart, or on
 * another node when this one is gone. Images that are uploaded after the order are spared. Thread-safe.
 *
 * <p>Each job has a thread of its own, and {@value #SIDE_BY_SIDE} jobs work at a time, a page each, in the order in which they
 * asked: neither the size of one nor its trouble holds up the others, nor does a store that hangs, until there are that many
 * such jobs. Jobs may have images in common, each of which only one deletes.
 */
public final class BulkDeletes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BulkDeletes.class);
    private static final Duration POLL = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofDays(30);
    static final int SIDE_BY_SIDE = 4;

    private final BulkDeleteTable table;
    private final Catalog catalog;
    private final Journal journal;
    private final Uploads uploads;
    private final Duration pause;
    private final String node;
    private final InstantSource clock;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(SIDE_BY_SIDE, true);
    private final BlockingQueue<String> ordered = new LinkedBlockingQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("bulk-delete-", 0).factory());

    /** @param node the name of this node, stable over restarts, unlike that of any other */
    public BulkDeletes(
            Database database, Catalog catalog, Journal journal, Uploads uploads, String node, InstantSource clock) {
        this(database, catalog, journal, uploads, node, clock, PAUSE);
    }

    BulkDeletes(
            Database database,
            Catalog catalog,
            Journal journal,
            Uploads uploads,
            String node,
            InstantSource clock,
            Duration pause) {
        this.table = new BulkDeleteTable(database);
        this.catalog = catalog;
        this.journal = journal;
        this.uploads = uploads;
        this.pause = pause;
        this.node = node;
        this.clock = clock;
    }

    /** Begins to work, at first on what an earlier process left. */
    public void start() {
        threads.execute(this::lookForWork);
    }

    /** What lies below a prefix now. */
    public Catalog.Usage preview(String prefix) {
        return catalog.usage(prefix);
    }

    /**
     * Orders the delete of everything that is below a prefix now.
     *
     * @param confirmed how many images the client believes that to be
     * @throws Fault of kind {@code CONFLICT} when it is another number; nothing is deleted then
     */
    public BulkDelete order(String prefix, long confirmed) {
        long until = journal.last();
        long images = catalog.usage(prefix).images();
        if (images != confirmed) {
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    "There are " + images + " images below " + prefix + ", not " + confirmed + ".");
        }
        Instant now = clock.instant();
        BulkDelete job = new BulkDelete(
                UUID.randomUUID().toString(), prefix, until, images, 0, 0, "", "", now, Optional.empty());
        table.insert(job);
        LOG.info("Deleting {} images below {} begins ({}).", images, prefix, job.id());
        ordered.add(job.id());
        return job;
    }

    public Optional<BulkDelete> find(String id) {
        return table.find(id);
    }

    /** The newest first. */
    public List<BulkDelete> newest(int limit) {
        return table.newest(limit);
    }

    private void lookForWork() {
        try {
            while (!closed()) {
                try {
                    table.unfinished().stream()
                            .map(BulkDelete::id)
                            .filter(underWay::add)
                            .forEach(id -> threads.execute(() -> work(id)));
                    table.trim(clock.instant().minus(KEPT));
                } catch (RuntimeException e) {
                    LOG.warn("Deleting by prefix waits: {}", e.getMessage());
                }
                ordered.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(String id) {
        BulkDeleteRun run = new BulkDeleteRun(catalog, uploads);
        try {
            Next next = Next.AT_ONCE;
            while (next != Next.NOTHING && !closed()) {
                places.acquire();
                try {
                    next = turn(id, run);
                } finally {
                    places.release();
                }
                if (next == Next.LATER) {
                    closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.remove(id);
        }
    }

    /** What a job asks for after its turn. */
    private enum Next {
        AT_ONCE,
        LATER,
        NOTHING
    }

    /** Works on a page of a job, unless another node has it, or this one stops. */
    private Next turn(String id, BulkDeleteRun run) {
        try {
            if (closed() || !table.claim(id, node, clock.instant())) {
                return Next.NOTHING;
            }
            BulkDelete now = page(table.find(id).orElseThrow(), run);
            table.save(now, node, clock.instant());
            return now.finished().isPresent() ? Next.NOTHING : run.waits() ? Next.LATER : Next.AT_ONCE;
        } catch (RuntimeException e) {
            LOG.debug("Deleting by prefix waits.", e); // The look for work says so, too, for all jobs together.
            return Next.LATER;
        }
    }

    private BulkDelete page(BulkDelete job, BulkDeleteRun run) {
        try {
            return run.next(job, clock.instant());
        } catch (Fault fault) {
            return run.waiting(job, fault.message());
        } catch (RuntimeException e) {
            LOG.error("Deleting by prefix failed and is tried again.", e);
            return run.waiting(job, "A defect; the log says more.");
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    /** Stops after the pages at hand; the rest goes on with the next start. */
    @Override
    public void close() {
        closing.countDown();
        ordered.add("");
        threads.shutdown();
        try {
            if (!threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
