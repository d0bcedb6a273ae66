package dev.imago.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the pool gets its connections from. */
final class DialectSource implements DataSource {
    private final Dialect dialect;
    private volatile int loginSeconds;

    DialectSource(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return dialect.connect();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {
        loginSeconds = seconds;
    }

    /** The dialects have their own; the pool, which sets this one, waits as long at its end for connections in the making. */
    @Override
    public int getLoginTimeout() {
        return loginSeconds;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
