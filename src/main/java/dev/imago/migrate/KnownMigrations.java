package dev.imago.migrate;

import dev.imago.image.Fault;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The migrations as this node knows them, in memory: asking costs next to nothing. Where other nodes may change them, they are read
 * again every {@value #POLL_MILLIS} ms; while the database does not answer, what was known goes on. Thread-safe.
 */
final class KnownMigrations implements AutoCloseable {
    static final int POLL_MILLIS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(KnownMigrations.class);

    private final MigrationTable table;
    private final Thread thread;
    private volatile Routing routing = Routing.NONE;
    private volatile boolean known;

    /** @param shared whether other nodes may change them */
    KnownMigrations(MigrationTable table, boolean shared) {
        this.table = table;
        tryRefresh();
        this.thread = Thread.ofVirtual().name("migrations").unstarted(() -> poll(shared));
        thread.start();
    }

    Routing routing() {
        return routing;
    }

    /** Reads them now. */
    synchronized void refresh() {
        List<Migration> all = table.all();
        routing = all.isEmpty() ? Routing.NONE : new Routing(all);
        known = true;
    }

    private void poll(boolean shared) {
        try {
            while (shared || !known) {
                Thread.sleep(Duration.ofMillis(POLL_MILLIS));
                tryRefresh();
            }
        } catch (InterruptedException e) {
            // The server is stopping.
        }
    }

    private void tryRefresh() {
        try {
            refresh();
        } catch (Fault unavailable) {
            LOG.debug("Migrations are as they were known: {}", unavailable.message());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
