package dev.imago.migrate;

import dev.imago.image.Fault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down each second what a step of a migration has done so far, so that people see it go on. */
final class Counting implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Counting.class);

    private final MigrationTable table;
    private final String migration;
    private final Tally tally;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    /** @param tally of the step; what is written down is taken from it */
    Counting(MigrationTable table, String migration, Tally tally) {
        this.table = table;
        this.migration = migration;
        this.tally = tally;
        this.thread = Thread.ofVirtual().name("migration-counts").start(this::run);
    }

    private void run() {
        try {
            while (!over.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                write(tally.take());
            }
        } catch (InterruptedException e) {
            // Nobody does.
        }
    }

    private void write(Tally done) {
        try {
            if (!done.none()) {
                table.count(migration, done);
            }
        } catch (Fault unavailable) {
            tally.add(done);
            LOG.debug("The counts of the migration {} are written down later.", migration, unavailable);
        }
    }

    /** Returns when the tally is left alone; what is in it then was not written down. */
    @Override
    public void close() {
        over.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
