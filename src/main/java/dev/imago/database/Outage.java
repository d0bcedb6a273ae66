package dev.imago.database;

import dev.imago.image.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the database answers. A failure of a connection is only a suspicion; a probe of its own decides. While the
 * database is down, calls fail at once instead of each waiting for a time-out, and the probe looks every
 * {@value #PROBE_MILLIS} ms whether it is back. The first time it is reached, the schema is brought up to date.
 *
 * <p>A database behind a network can fall silent without any connection breaking. So one that is shared is asked something
 * every second, and suspected when it takes {@value #SILENCE_MILLIS} ms to answer. When it is lost, those who wait for it are
 * told to wait no longer ({@link #whenLost}).
 */
final class Outage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final int PROBE_MILLIS = 500;
    private static final int BEAT_MILLIS = 1000;
    private static final int SILENCE_MILLIS = 3000;

    private final Dialect dialect;
    private final AtomicBoolean probing = new AtomicBoolean();
    private final List<Runnable> whenLost = new CopyOnWriteArrayList<>();
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

    /** Has something done, at once and without blocking, each time that the database is lost. */
    void whenLost(Runnable action) {
        whenLost.add(action);
    }

    /** Keeps an ear on a database that can fall silent. */
    void listen() {
        Thread.ofVirtual().name("database-heartbeat").start(this::beat);
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
                } catch (SQLException | RuntimeException e) { // whatever it is, the look must go on
                    lost(e);
                }
                Thread.sleep(Duration.ofMillis(PROBE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            probing.set(false);
        }
    }

    private void lost(Exception e) {
        if (up) {
            LOG.warn("The database does not answer: {}", e.getMessage());
            up = false;
            whenLost.forEach(Runnable::run);
        }
    }

    private void beat() {
        Optional<Session> session = Optional.empty();
        try {
            while (!closed) {
                Thread.sleep(Duration.ofMillis(BEAT_MILLIS));
                try {
                    if (session.isEmpty() && up) {
                        session = Optional.of(patient());
                    }
                    if (session.isPresent()) {
                        session.get().first("SELECT 1", _ -> true);
                    }
                } catch (SQLException | RuntimeException e) {
                    session.ifPresent(Session::discard);
                    session = Optional.empty();
                    suspect();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            session.ifPresent(Session::discard);
        }
    }

    private Session patient() throws SQLException {
        Connection connection = dialect.connect();
        connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS);
        return new Session(connection);
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
