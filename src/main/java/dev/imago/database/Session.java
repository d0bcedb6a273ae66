package dev.imago.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One connection with its prepared statements, which are kept as long as it: preparing a look-up costs SQLite more than
 * running it. Used by one thread at a time. SQL texts are constants or few; parameters are {@link String}, {@link Long},
 * {@link Integer}, {@code byte[]}, or an {@link Optional} of these, empty for NULL.
 */
public final class Session {
    private static final int MAX_STATEMENTS = 200;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Session(Connection connection) {
        this.connection = connection;
    }

    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** The rows of a query. */
    public <T> List<T> list(String sql, Row<T> row, Object... parameters) throws SQLException {
        return execute(sql, parameters, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(row.read(result));
                }
                return rows;
            }
        });
    }

    /** The first row of a query, or of a statement with RETURNING. */
    public <T> Optional<T> first(String sql, Row<T> row, Object... parameters) throws SQLException {
        return execute(sql, parameters, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.of(row.read(result)) : Optional.empty();
            }
        });
    }

    /** Runs a statement and tells how many rows it changed. */
    public int update(String sql, Object... parameters) throws SQLException {
        return execute(sql, parameters, PreparedStatement::executeUpdate);
    }

    /** One that failed is not kept: the driver of SQLite closes it after some errors, and it would fail ever after. */
    private <T> T execute(String sql, Object[] parameters, Execution<T> execution) throws SQLException {
        PreparedStatement statement = prepared(sql, parameters);
        boolean succeeded = false;
        try {
            T result = execution.of(statement);
            succeeded = true;
            return result;
        } finally {
            if (!succeeded) {
                statements.remove(sql);
                close(statement);
            }
        }
    }

    private static void close(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            // What is to be told is why it failed before.
        }
    }

    /** Runs a statement that is not worth keeping. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection connection() {
        return connection;
    }

    /** Ends the connection, whatever state it is in. */
    void discard() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is of no use any more, and there is nothing else to be done with it.
        }
    }

    /** Ends the connection without asking it; whoever waits for an answer on it gets an exception. From any thread. */
    void abort() {
        abort(connection);
    }

    static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It is of no use any more, and there is nothing else to be done with it.
        }
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            if (statements.size() >= MAX_STATEMENTS) {
                throw new IllegalStateException("SQL texts are to be constants; this is one too many: " + sql);
            }
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            bind(statement, i + 1, parameters[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, Object value) throws SQLException {
        switch (value) {
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Optional<?> optional when optional.isPresent() -> bind(statement, index, optional.get());
            case Optional<?> _ -> statement.setNull(index, Types.NULL);
            default -> throw new IllegalArgumentException("not a parameter's type: " + value.getClass());
        }
    }
}
