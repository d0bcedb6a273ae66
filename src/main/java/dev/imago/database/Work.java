package dev.imago.database;

import java.sql.SQLException;

/**
 * Something to be done in the database. It may be run more than once before its result counts (again by itself when another
 * piece of work in its transaction failed, again on a new connection when one broke), so it changes nothing but the database.
 */
@FunctionalInterface
public interface Work<T> {
    T run(Session session) throws SQLException;
}
