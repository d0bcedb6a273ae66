package dev.imago.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The few things that SQLite and PostgreSQL do differently. */
interface Dialect {
    /** The folder of the migrations. */
    String name();

    /** Opens a connection; gives up after two seconds. */
    Connection connect() throws SQLException;

    /** The isolation of transactions, as in {@link Connection}. */
    int isolation();

    /** Begins a transaction that writes; when it returns no other node is in one. */
    void begin(Session session) throws SQLException;

    /** What a failure means. */
    Failure classify(SQLException e);

    /** How often to look for what other nodes wrote. */
    Duration pollInterval();

    /** What is wrong with the structure of the database, in its own words, where it does not keep watch over that itself. */
    List<String> damage(Session session) throws SQLException;

    /** Locks that hold on all nodes; empty when there is one node alone. */
    Optional<ClusterLocks> clusterLocks();

    /** What went wrong. */
    enum Failure {
        /** The connection is of no use any more; another might be. */
        CONNECTION,
        /** It took too long, or somebody else was in the way; the connection is well. */
        BUSY,
        /** The database's disk is full. */
        NO_SPACE,
        /** The statement was refused: a defect. */
        DEFECT
    }
}
