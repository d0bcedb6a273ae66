package dev.imago.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.imago.image.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The pool of connections that read, each with its prepared statements. */
final class Readers implements AutoCloseable {
    private static final int ACQUIRE_MILLIS = 1500;

    private final Dialect dialect;
    private final Outage outage;
    private final HikariDataSource pool;
    private final int size;
    private final Map<Connection, Session> sessions = new ConcurrentHashMap<>();

    Readers(Dialect dialect, Outage outage, int size) {
        this.dialect = dialect;
        this.outage = outage;
        this.size = size;
        this.pool = new HikariDataSource(); // connects at the first use
        pool.setPoolName("database-readers");
        pool.setDataSource(new DialectSource(dialect));
        // The pool would ask its first connection, once; should that one break just then, it could never make another.
        pool.setTransactionIsolation(Integer.toString(dialect.isolation()));
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(ACQUIRE_MILLIS);
        pool.setValidationTimeout(1000);
        pool.setInitializationFailTimeout(-1);
    }

    <T> T read(Work<T> work) {
        outage.check();
        try {
            try {
                return once(work);
            } catch (SQLException e) {
                if (dialect.classify(e) != Dialect.Failure.CONNECTION) {
                    throw e;
                }
                // The server may have restarted: all others are as dead as this one, and new ones may do.
                pool.getHikariPoolMXBean().softEvictConnections();
                outage.suspect();
                return once(work);
            }
        } catch (SQLException e) {
            if (dialect.classify(e) == Dialect.Failure.CONNECTION) {
                outage.suspect();
            }
            throw SqlFaults.of(dialect, e);
        }
    }

    /** Ends all connections, so that nobody waits for an answer on one. */
    void abort() {
        sessions.keySet().forEach(Session::abort);
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T> T once(Work<T> work) throws SQLException {
        if (pool.isClosed()) {
            throw SqlFaults.closed();
        }
        outage.check();
        try (Connection pooled = acquire()) {
            return work.run(session(pooled));
        } catch (SQLException e) {
            if (pool.isClosed()) {
                throw new Fault(Fault.Kind.UNAVAILABLE, "The server is stopping.", e);
            }
            throw e;
        }
    }

    /**
     * When all connections are at work for too long, the database has too much to do: no connection is broken, and to throw them
     * away would make the work dearer. Where the pool could not connect, it names that as the cause.
     *
     * @throws Fault of kind {@code UNAVAILABLE} when none becomes free in time
     */
    private Connection acquire() throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLTransientConnectionException e) {
            if (e.getCause() == null && !pool.isClosed()) {
                throw SqlFaults.busy(e);
            }
            throw e;
        }
    }

    /** The pool closes connections without telling; what it has closed is forgotten once there is more than it can hold. */
    private Session session(Connection pooled) throws SQLException {
        Connection physical = pooled.unwrap(Connection.class);
        Session known = sessions.get(physical);
        if (known != null) {
            return known;
        }
        if (sessions.size() > size) {
            sessions.keySet().removeIf(Readers::closed);
        }
        Session session = new Session(physical);
        sessions.put(physical, session);
        return session;
    }

    private static boolean closed(Connection physical) {
        try {
            return physical.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
