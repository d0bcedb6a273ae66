package dev.imago.upload;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.database.Database;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
    private static final int PAGE = 256;
    private static final Duration POLL = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofDays(30);

    private final BulkDeleteTable table;
    private final Catalog catalog;
    private final Journal journal;
    private final DeletePage page;
    private final String node;
    private final InstantSource clock;
    private final BlockingQueue<String> ordered = new LinkedBlockingQueue<>();
    private final Thread worker;
    private volatile boolean closed;

    /** @param node the name of this node, stable over restarts, unlike that of any other */
    public BulkDeletes(
            Database database, Catalog catalog, Journal journal, Uploads uploads, String node, InstantSource clock) {
        this.table = new BulkDeleteTable(database);
        this.catalog = catalog;
        this.journal = journal;
        this.page = new DeletePage(uploads);
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
            try {
                for (BulkDelete job : table.unfinished()) {
                    run(job.id());
                }
                table.trim(clock.instant().minus(KEPT));
                ordered.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RuntimeException e) {
                pause(e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Works on one job until it is finished, in others' hands, or this node stops. */
    private void run(String id) {
        while (!closed && table.claim(id, node, clock.instant())) {
            BulkDelete job = table.find(id).orElseThrow();
            try {
                table.save(next(job), node, clock.instant());
            } catch (Fault fault) {
                if (!fault.retryable()) {
                    throw fault;
                }
                table.save(job.with(fault.message()), node, clock.instant());
                pause(fault);
            }
        }
    }

    /** Deletes the next page. */
    private BulkDelete next(BulkDelete job) {
        Optional<ImageKey> after =
                job.position().isEmpty() ? Optional.empty() : Optional.of(ImageKey.of(job.position()));
        List<CatalogEntry> entries = catalog.list(job.prefix(), after, PAGE);
        if (entries.isEmpty()) {
            LOG.info("Deleting below {} is done: {} deleted, {} failed.", job.prefix(), job.deleted(), job.failed());
            return job.with(job.failed() == 0 ? "" : job.problem()).finishedAt(clock.instant());
        }
        DeletePage.Result result = page.delete(
                entries.stream().filter(entry -> entry.version() <= job.until()).toList());
        return job.after(entries.getLast().key().value(), result.deleted(), result.failed())
                .with(result.problem().orElse(job.failed() == 0 ? "" : job.problem()));
    }

    private void pause(RuntimeException failure) {
        if (failure instanceof Fault fault) {
            LOG.warn("Deleting by prefix waits: {} {}", fault.message(), fault.detail());
        } else {
            LOG.error("Deleting by prefix failed and is tried again.", failure);
        }
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
