package dev.imago.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A real database, one connection of which breaks: the first on which the method is called.
 *
 * @param broken tells whether it has happened
 */
record BreakingDialect(Dialect real, String method, AtomicBoolean broken) implements Dialect {
    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection = real.connect();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, called, arguments) -> {
                    if (called.getName().equals(method) && broken.compareAndSet(false, true)) {
                        Session.abort(connection);
                    }
                    try {
                        return called.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public int isolation() {
        return real.isolation();
    }

    @Override
    public void begin(Session session) throws SQLException {
        real.begin(session);
    }

    @Override
    public Failure classify(SQLException e) {
        return real.classify(e);
    }

    @Override
    public Duration pollInterval() {
        return real.pollInterval();
    }

    @Override
    public List<String> damage(Session session) throws SQLException {
        return real.damage(session);
    }

    @Override
    public Optional<ClusterLocks> clusterLocks() {
        return real.clusterLocks();
    }
}
