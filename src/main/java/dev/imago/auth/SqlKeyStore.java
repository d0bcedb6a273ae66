package dev.imago.auth;

import dev.imago.database.Database;
import dev.imago.database.Session;
import dev.imago.database.Times;
import dev.imago.image.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** API keys in the table {@code api_key}. */
public final class SqlKeyStore implements KeyStore {
    private static final String COLUMNS = "id, name, hash, scopes, prefix, created, expires, revoked, last_used";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM api_key ";

    private final Database database;

    public SqlKeyStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<ApiKey> find(String id) {
        return database.read(session -> find(session, id));
    }

    @Override
    public List<ApiKey> list() {
        return database.read(session -> session.list(SELECT + "ORDER BY created, id", SqlKeyStore::read));
    }

    @Override
    public void add(ApiKey key) {
        database.write(session -> insert(session, key));
    }

    @Override
    public boolean addUnlessAdmin(ApiKey key, Instant now) {
        return database.write(session -> {
            boolean there = session.list(SELECT + "WHERE revoked IS NULL", SqlKeyStore::read).stream()
                    .anyMatch(old -> old.scopes().contains(Scope.ADMIN) && old.usable(now));
            return !there && insert(session, key);
        });
    }

    @Override
    public Optional<ApiKey> revoke(String id, Instant at) {
        return database.write(session -> {
            session.update("UPDATE api_key SET revoked = ? WHERE id = ? AND revoked IS NULL", Times.micros(at), id);
            return find(session, id);
        });
    }

    @Override
    public void used(Map<String, Instant> lastUses) {
        database.write(session -> {
            for (Map.Entry<String, Instant> use : lastUses.entrySet()) {
                long micros = Times.micros(use.getValue());
                session.update(
                        "UPDATE api_key SET last_used = ? WHERE id = ? AND (last_used IS NULL OR last_used < ?)",
                        micros,
                        use.getKey(),
                        micros);
            }
            return lastUses.size();
        });
    }

    private static Optional<ApiKey> find(Session session, String id) throws SQLException {
        return session.first(SELECT + "WHERE id = ?", SqlKeyStore::read, id);
    }

    private static boolean insert(Session session, ApiKey key) throws SQLException {
        session.update(
                "INSERT INTO api_key (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                key.id(),
                key.name(),
                key.hash().bytes(),
                Scope.join(key.scopes()),
                key.prefix().text(),
                Times.micros(key.created()),
                key.expires().map(Times::micros),
                key.revoked().map(Times::micros),
                key.lastUsed().map(Times::micros));
        return true;
    }

    private static ApiKey read(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString(1),
                row.getString(2),
                new Digest(HexFormat.of().formatHex(row.getBytes(3))),
                Scope.split(row.getString(4)),
                new Prefix(row.getString(5)),
                Times.instant(row.getLong(6)),
                time(row, 7),
                time(row, 8),
                time(row, 9));
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Times.instant(micros));
    }
}
