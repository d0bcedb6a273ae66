package dev.imago.database;

import dev.imago.image.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the database answers. A failure of a connection is only a suspicion; a probe of its own decides. While the
 * database is down, calls fail at once instead of each waiting for a time-out, and the probe looks every
 * {@value #PROBE_MILLIS} ms whether it is back. The first time it is reached, the schema is brought up to date.
 */
final class Outage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final int PROBE_MILLIS = 500;

    private final Dialect dialect;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile boolean up;
    private volatile boolean migrated;
    private volatile boolean closed;

    Outage(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * The first look. A database that is not there is an outage like any other.
     *
     * @throws Fault when it is there and cannot be used
     */
    void start() {
        try {
            reach();
            up = true;
        } catch (SQLException e) {
            Fault fault = SqlFaults.of(dialect, e);
            if (dialect.clusterLocks().isEmpty() || fault.kind() != Fault.Kind.UNAVAILABLE) {
                throw new Fault(fault.kind(), fault.message() + " " + e.getMessage(), e);
            }
            LOG.warn("The database does not answer; going on without a catalog until it does: {}", e.getMessage());
            suspect();
        }
    }

    boolean up() {
        return up && !closed;
    }

    /** @throws Fault of kind {@code UNAVAILABLE} while the database is down */
    void check() {
        if (closed) {
            throw SqlFaults.closed();
        }
        if (!up) {
            throw SqlFaults.unavailable();
        }
    }

    /** A connection failed: look whether it was more than that one. */
    void suspect() {
        if (!closed && probing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("database-probe").start(this::probe);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private void probe() {
        try {
            while (!closed) {
                try {
                    reach();
                    if (!up) {
                        LOG.info("The database answers.");
                    }
                    up = true;
                    return;
                } catch (SQLException | Fault e) {
                    if (up) {
                        LOG.warn("The database does not answer: {}", e.getMessage());
                    }
                    up = false;
                }
                Thread.sleep(Duration.ofMillis(PROBE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            probing.set(false);
        }
    }

    private void reach() throws SQLException {
        Session session = new Session(dialect.connect());
        try {
            if (!migrated) {
                new Migrations(dialect).run(session);
                migrated = true;
            }
            session.first("SELECT 1", _ -> true);
        } finally {
            session.discard();
        }
    }
}
