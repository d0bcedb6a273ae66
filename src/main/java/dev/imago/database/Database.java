package dev.imago.database;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An open database. All methods may be called from any thread and block; when the database does not answer they throw a
 * {@link dev.imago.image.Fault} of kind {@code UNAVAILABLE}, at first within three seconds (six, when it falls silent instead
 * of refusing) and at once from then on, and work again within a second after it is back.
 */
public final class Database implements AutoCloseable {
    private final Dialect dialect;
    private final Outage outage;
    private final Readers readers;
    private final GroupWriter writer;

    private Database(Dialect dialect, int connections) {
        this.dialect = dialect;
        this.outage = new Outage(dialect);
        outage.start();
        this.readers = new Readers(dialect, outage, connections);
        this.writer = new GroupWriter(dialect, outage);
        dialect.clusterLocks().ifPresent(locks -> {
            outage.whenLost(readers::abort);
            outage.whenLost(writer::abort);
            outage.whenLost(locks::abort);
            outage.listen();
        });
    }

    /**
     * Opens a database and brings its schema up to date. A PostgreSQL that does not answer is no error: it is waited for in
     * the background.
     *
     * @throws dev.imago.image.Fault when the file cannot be opened, or the schema is of a newer Imago
     */
    public static Database open(DatabaseSettings settings) {
        Dialect dialect;
        if (settings.shared()) {
            dialect = new PostgresDialect(settings);
        } else {
            SqliteLibrary.prepare(settings.file());
            dialect = new SqliteDialect(settings);
        }
        return new Database(dialect, settings.connections());
    }

    /** Runs queries on a connection of the pool, each statement by itself. */
    public <T> T read(Work<T> work) {
        return readers.read(work);
    }

    /**
     * Runs work in a transaction that it shares with others, and returns once it is committed. What is thrown by the work
     * undoes its part, and is thrown here. No other transaction of any node writes at the same time.
     *
     * @throws dev.imago.image.Fault of kind {@code UNAVAILABLE} also when the connection broke during the commit; then the
     *     work may be done all the same
     */
    public <T> T write(Work<T> work) {
        return writer.write(work);
    }

    /** What is wrong with its structure, in its own words; it is read as a whole for that. PostgreSQL sees to it itself. */
    public List<String> damage() {
        return readers.read(dialect::damage);
    }

    /** Whether it answers, as far as is known; costs nothing. */
    public boolean available() {
        return outage.up();
    }

    /** Locks that hold on all nodes; empty when the database belongs to one node alone. */
    public Optional<ClusterLocks> clusterLocks() {
        return dialect.clusterLocks();
    }

    /** How often to look for what other nodes may have written. */
    public Duration pollInterval() {
        return dialect.pollInterval();
    }

    /** Finishes the transaction at work; whoever waits gets {@code UNAVAILABLE}. */
    @Override
    public void close() {
        writer.close();
        outage.close();
        readers.close();
        dialect.clusterLocks().ifPresent(ClusterLocks::close);
    }
}
