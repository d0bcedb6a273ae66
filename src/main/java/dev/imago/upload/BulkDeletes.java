package dev.imago.upload;

import dev.imago.catalog.Catalog;
import dev.imago.database.Database;
import dev.imago.image.Fault;
import dev.imago.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes everything below a prefix, in the background. What was ordered is in the database: it goes on after a restart, or on
 * another node when this one is gone. Images that are uploaded after the order are spared. Thread-safe.
 */
public final class BulkDeletes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BulkDeletes.class);
    private static final Duration POLL = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofDays(30);

    private final BulkDeleteTable table;
    private final Catalog catalog;
    private final Journal journal;
    private final Uploads uploads;
    private final Duration pause;
    private final String node;
    private final InstantSource clock;
    private final Map<String, BulkDeleteRun> runs = new HashMap<>(); // of the worker alone
    private final BlockingQueue<String> ordered = new LinkedBlockingQueue<>();
    private final Thread worker;
    private volatile boolean closed;

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
        this.worker = Thread.ofVirtual().name("bulk-deletes").unstarted(this::work);
    }

    /** Begins to work, at first on what an earlier process left. */
    public void start() {
        worker.start();
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

    private void work() {
        while (!closed) {
            boolean more = false;
            try {
                List<BulkDelete> unfinished = table.unfinished();
                runs.keySet().retainAll(unfinished.stream().map(BulkDelete::id).toList());
                for (BulkDelete job : unfinished) {
                    more |= turn(job.id());
                }
                table.trim(clock.instant().minus(KEPT));
            } catch (RuntimeException e) {
                LOG.warn("Deleting by prefix waits: {}", e.getMessage());
            }
            try {
                if (!more) {
                    ordered.poll((runs.isEmpty() ? POLL : pause).toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /**
     * Works on a page of a job, unless it pauses, another node has it, or this one stops. Jobs take turns, so that neither the
     * size of one nor its trouble holds up the others.
     *
     * @return whether there may be more to do at once
     */
    private boolean turn(String id) {
        if (closed || !table.claim(id, node, clock.instant())) {
            runs.remove(id);
            return false;
        }
        BulkDeleteRun run = runs.computeIfAbsent(id, _ -> new BulkDeleteRun(catalog, uploads, pause));
        if (!run.due()) {
            return false;
        }
        BulkDelete job = table.find(id).orElseThrow();
        BulkDelete next;
        try {
            next = run.next(job, clock.instant());
        } catch (Fault fault) {
            next = run.waiting(job, fault.message());
        } catch (RuntimeException e) {
            LOG.error("Deleting by prefix failed and is tried again.", e);
            next = run.waiting(job, "A defect; the log says more.");
        }
        table.save(next, node, clock.instant());
        return run.due() && next.finished().isEmpty();
    }

    /** Stops after the page at hand; the rest goes on with the next start. */
    @Override
    public void close() {
        closed = true;
        ordered.add("");
        if (worker.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!worker.join(GRACE)) {
                worker.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
