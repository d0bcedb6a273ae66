package dev.imago.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * PostgreSQL, shared by several nodes.
 *
 * <p><b>Why writers take turns (invariant I5).</b> A sequence hands out numbers when a row is inserted, but a row can be seen
 * only after its transaction has committed. If two nodes could be in a writing transaction at once, one might take number 7
 * and be slow, the other take 8 and commit; a follower that reads now sees 8, moves its cursor behind it, and never sees 7.
 * Reading "up to the oldest running transaction" would cure that at the price of an entry's delay by any long transaction in
 * the whole database. Instead every transaction that writes begins with {@code pg_advisory_xact_lock}, before it takes a
 * number. PostgreSQL makes a commit visible to new snapshots before it releases the transaction's locks, so whoever gets the
 * lock next takes larger numbers, and does so after the smaller ones can be seen: the order of numbers is the order of
 * visibility, on all nodes, and a rolled-back transaction leaves a gap that stays one. Group commit keeps this cheap: a node
 * takes its turn once for all the changes that wait in it. It also means that a change reads what it is based on (the current
 * version, the counters) with nobody else in between, as in SQLite.
 *
 * <p><b>Why a dead node blocks nobody.</b> The lock dies with its session. A node that vanished without closing its
 * connection is idle in a transaction, which the server ends after {@value #IDLE_SECONDS} seconds; a statement may take
 * {@value #STATEMENT_SECONDS} seconds; waiting for the turn gives up after {@value #LOCK_SECONDS} seconds. Locks of a session
 * ({@link ClusterLocks}) are held outside of transactions: the server asks the network whether the node is still there, and
 * lets go of them {@value #GONE_SECONDS} seconds after its last sign of life; by default it would take more than two hours.
 */
final class PostgresDialect implements Dialect {
    static final int IDLE_SECONDS = 5;
    static final int LOCK_SECONDS = 8;
    static final int STATEMENT_SECONDS = 20;
    static final int GONE_SECONDS = 20;

    /**
     * What every connection needs, set by statements: parameters of the URL beat the driver's properties, and a role, a
     * database or a pooler in between may have settings of their own. Writers must read committed: a transaction that saw the
     * database as it was before it waited for its turn would be based on what is no longer so. The network is asked after 10 s of
     * silence, then every 5 s; what was sent and never confirmed counts as silence too.
     */
    private static final String SESSION = "SET statement_timeout = '" + STATEMENT_SECONDS + "s'; SET lock_timeout = '"
            + LOCK_SECONDS + "s'; SET idle_in_transaction_session_timeout = '" + IDLE_SECONDS
            + "s'; SET default_transaction_isolation = 'read committed'; SET tcp_keepalives_idle = 10;"
            + " SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2; SET tcp_user_timeout = '" + GONE_SECONDS
            + "s'; ";

    /** The turn to write: "imago" in ASCII, and 1. */
    private static final String TAKE_TURN = "SELECT pg_advisory_xact_lock(" + 0x696D61676F01L + ")";

    /** Outside of SQLSTATE class 08: ended by an administrator, by a time limit, shutting down, starting, no free slot, a standby. */
    private static final Set<String> LOST =
            Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "25P04", "53300", "25006", "3D000", "28000", "28P01");

    private static final Set<String> BUSY = Set.of("57014", "55P03", "40001", "40P01");

    private final DatabaseSettings settings;
    private final ClusterLocks locks;

    PostgresDialect(DatabaseSettings settings) {
        this.settings = settings;
        this.locks = new ClusterLocks(this);
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        if (!settings.user().isEmpty()) {
            properties.setProperty("user", settings.user());
        }
        if (!settings.password().isEmpty()) {
            properties.setProperty("password", settings.password());
        }
        properties.setProperty("ApplicationName", "imago");
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "2");
        properties.setProperty("socketTimeout", Integer.toString(STATEMENT_SECONDS + 5));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("prepareThreshold", "2");
        Connection connection = DriverManager.getConnection(settings.url(), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION + "SET synchronous_commit = "
                    + (settings.synchronous() == DatabaseSettings.Synchronous.FULL ? "on" : "off"));
            return connection;
        } catch (SQLException e) {
            Session.abort(connection);
            throw e;
        }
    }

    @Override
    public int isolation() {
        return Connection.TRANSACTION_READ_COMMITTED;
    }

    @Override
    public void begin(Session session) throws SQLException {
        if (session.connection().getAutoCommit()) {
            session.connection().setAutoCommit(false);
        }
        session.first(TAKE_TURN, _ -> true);
    }

    @Override
    public Failure classify(SQLException e) {
        String state = state(e);
        if (connectionState(e) || LOST.contains(state)) {
            return Failure.CONNECTION;
        }
        if (BUSY.contains(state)) {
            return Failure.BUSY;
        }
        return state.equals("53100") ? Failure.NO_SPACE : Failure.DEFECT;
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofMillis(200);
    }

    /** PostgreSQL keeps watch over its pages itself, with checksums where they are switched on. */
    @Override
    public List<String> damage(Session session) {
        return List.of();
    }

    @Override
    public Optional<ClusterLocks> clusterLocks() {
        return Optional.of(locks);
    }

    static boolean connectionState(SQLException e) {
        return state(e).startsWith("08")
                || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException;
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }
}
