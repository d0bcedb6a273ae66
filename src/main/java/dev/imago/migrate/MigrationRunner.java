package dev.imago.migrate;

import dev.imago.catalog.Copies;
import dev.imago.database.ClusterLocks;
import dev.imago.image.ImageKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all migrations, on one node at a time; the others stand by and take over when that one leaves or dies. What it did is
 * written down page by page, and doing it again does no harm.
 */
final class MigrationRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationRunner.class);
    private static final String LOCK = "migrations";
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration TROUBLED = Duration.ofSeconds(2);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final int SWEPT_AT_ONCE = 8;
    private static final int SWEEP_PAGE = 500;

    private final MigrationTable table;
    private final ErrorTable errors;
    private final KnownMigrations known;
    private final Copies copies;
    private final CopyKeeper keeper;
    private final Function<Plan, Steps> steps;
    private final Optional<ClusterLocks> cluster;
    private final InstantSource clock;
    private final Map<String, Steps> running = new HashMap<>();
    private final BlockingQueue<Boolean> woken = new LinkedBlockingQueue<>();
    private final Thread thread;
    private long swept = System.nanoTime() - SWEEP.toNanos();
    private volatile boolean stopping;

    MigrationRunner(
            MigrationTable table,
            ErrorTable errors,
            KnownMigrations known,
            Copies copies,
            CopyKeeper keeper,
            Function<Plan, Steps> steps,
            Optional<ClusterLocks> cluster,
            InstantSource clock) {
        this.table = table;
        this.errors = errors;
        this.known = known;
        this.copies = copies;
        this.keeper = keeper;
        this.steps = steps;
        this.cluster = cluster;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("migration-runner").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** There may be something to do. */
    void wake() {
        woken.add(true);
    }

    private void run() {
        while (!stopping) {
            try {
                if (known.routing().migrations().isEmpty()) {
                    rest(IDLE);
                } else {
                    lead();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("Migrations wait: {}", String.valueOf(e.getMessage()));
                LOG.debug("Migrations wait.", e);
                restUninterrupted();
            }
        }
    }

    private void lead() throws InterruptedException {
        if (cluster.isEmpty()) {
            while (!stopping) {
                rest(round());
            }
            return;
        }
        Optional<ClusterLocks.Held> right = cluster.get().acquire(LOCK, IDLE);
        if (right.isEmpty()) {
            rest(IDLE);
            return;
        }
        try (ClusterLocks.Held held = right.get()) {
            running.clear();
            while (!stopping && held.held()) {
                rest(round());
            }
        }
    }

    /** How long nothing is to be done then. */
    private Duration round() throws InterruptedException {
        Duration pause = IDLE;
        for (Migration migration : table.all()) {
            if (!migration.paused() && migration.progress().stage() != Stage.DONE) {
                Duration wanted = step(migration);
                pause = wanted.compareTo(pause) < 0 ? wanted : pause;
            }
        }
        sweep();
        return pause;
    }

    private Duration step(Migration migration) throws InterruptedException {
        Steps worker = running.computeIfAbsent(migration.id(), _ -> steps.apply(migration.plan()));
        Progress before = migration.progress();
        Tally tally = new Tally();
        try {
            Progress after = step(worker, migration, tally).with("");
            boolean saved = table.save(migration.with(after), tally, before.stage());
            if (saved && before.stage() == Stage.SWITCH && after.stage() == Stage.REMOVE) {
                finished(migration);
            }
            boolean restarted =
                    after.stage() == Stage.SWITCH && after.position().isEmpty();
            return after.equals(before) || restarted ? SOON : Duration.ZERO;
        } catch (Pass.Trouble trouble) {
            String problem = String.valueOf(trouble.getMessage());
            if (!before.problem().equals(problem)) {
                LOG.warn("The migration {} waits: {}", migration.id(), problem);
            }
            table.save(migration.with(before.with(problem)), tally, before.stage());
            return TROUBLED;
        }
    }

    private Progress step(Steps worker, Migration migration, Tally tally) throws InterruptedException, Pass.Trouble {
        try (var _ = new Counting(table, migration.id(), tally)) {
            return worker.step(migration, tally);
        }
    }

    private void finished(Migration migration) {
        table.change(migration.id(), now -> now.to(Phase.FINISHED, clock.instant()));
        errors.settleAll(migration.id());
        known.refresh();
        LOG.info("The migration {} is finished: {} counts.", migration.id(), migration.winner());
    }

    /** Removes what is left of images that were deleted or replaced while a store was down, or a node died. */
    private void sweep() throws InterruptedException {
        if (System.nanoTime() - swept < SWEEP.toNanos()) {
            return;
        }
        Optional<ImageKey> after = Optional.empty();
        List<ImageKey> keys;
        do {
            keys = copies.worthless(after, SWEEP_PAGE);
            var failed = SideBySide.each(keys, SWEPT_AT_ONCE, key -> keeper.settle(key, new Tally(), bytes -> {}));
            failed.forEach((key, fault) -> LOG.debug("What is left of {} stays for now: {}", key, fault.message()));
            after = keys.isEmpty() ? after : Optional.of(keys.getLast());
        } while (!keys.isEmpty() && !stopping);
        swept = System.nanoTime();
    }

    private void rest(Duration atMost) throws InterruptedException {
        if (!atMost.isZero()) {
            var _ = woken.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }
        woken.clear();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void restUninterrupted() {
        try {
            rest(IDLE);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /** Returns when the page at hand is done, or ten seconds are over. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
