package dev.imago.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.sqlite.JDBC;

/**
 * SQLite in WAL mode: readers never wait for the writer, and a commit costs one fsync of the log.
 *
 * <p>The file is read by calls and not mapped into memory: a sector that cannot be read is an error of one call, and not a SIGBUS that ends
 * the process (sqlite.org/mmap.html). A look-up takes 2 µs longer for that.
 */
final class SqliteDialect implements Dialect {
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int FULL = 13;
    private static final int IO_ERROR = 10;
    private static final int CANNOT_OPEN = 14;
    /** Also what becomes of an error of the disk while a page is read. */
    private static final int CORRUPT = 11;

    private static final int NOT_A_DATABASE = 26;

    private static final int MOST_DAMAGE = 20;

    private final DatabaseSettings settings;
    private final JDBC driver = new JDBC();

    SqliteDialect(DatabaseSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public Connection connect() throws SQLException {
        Properties pragmas = new Properties();
        pragmas.setProperty("journal_mode", "WAL");
        pragmas.setProperty(
                "synchronous", settings.synchronous() == DatabaseSettings.Synchronous.FULL ? "FULL" : "NORMAL");
        pragmas.setProperty("busy_timeout", "5000");
        pragmas.setProperty("foreign_keys", "true");
        pragmas.setProperty("journal_size_limit", Long.toString(64L << 20));
        pragmas.setProperty("transaction_mode", "IMMEDIATE");
        return driver.connect(settings.url(), pragmas);
    }

    @Override
    public int isolation() {
        return Connection.TRANSACTION_SERIALIZABLE;
    }

    @Override
    public void begin(Session session) throws SQLException {
        if (session.connection().getAutoCommit()) {
            session.connection().setAutoCommit(false);
        }
    }

    @Override
    public Failure classify(SQLException e) {
        return switch (e.getErrorCode() & 0xFF) {
            case BUSY, LOCKED -> Failure.BUSY;
            case FULL -> Failure.NO_SPACE;
            case IO_ERROR, CANNOT_OPEN, CORRUPT, NOT_A_DATABASE -> Failure.CONNECTION;
            default -> PostgresDialect.connectionState(e) ? Failure.CONNECTION : Failure.DEFECT;
        };
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(5);
    }

    @Override
    public List<String> damage(Session session) throws SQLException {
        return session.list("PRAGMA integrity_check(" + MOST_DAMAGE + ")", row -> row.getString(1)).stream()
                .filter(line -> !line.equals("ok"))
                .toList();
    }

    @Override
    public Optional<ClusterLocks> clusterLocks() {
        return Optional.empty();
    }
}
