package dev.imago.auth;

import dev.imago.database.Database;
import dev.imago.database.Times;
import java.time.Instant;
import java.util.List;

/**
 * Signing keys in the table {@code signing_key}, counts in {@code token_count}. The secrets lie in the database as they are, because
 * every node must be able to sign; whoever can read the database can make upload tokens, but no API keys.
 */
public final class SqlTokenStore implements TokenStore {
    private final Database database;

    public SqlTokenStore(Database database) {
        this.database = database;
    }

    @Override
    public List<SigningKey> signingKeys() {
        return database.read(session -> session.list(
                "SELECT id, secret, made FROM signing_key ORDER BY made DESC, id",
                row -> new SigningKey(row.getString(1), row.getBytes(2), Times.instant(row.getLong(3)))));
    }

    @Override
    public void add(SigningKey key) {
        database.write(session -> session.update(
                "INSERT INTO signing_key (id, secret, made) VALUES (?, ?, ?)",
                key.id(),
                key.secret(),
                Times.micros(key.made())));
    }

    @Override
    public void removeSigningKeys(Instant madeBefore) {
        database.write(session -> session.update("DELETE FROM signing_key WHERE made < ?", Times.micros(madeBefore)));
    }

    @Override
    public boolean takeUpload(String tokenId, int max, Instant expires) {
        return database.write(session -> session.update(
                        "INSERT INTO token_count (token, taken, expires) VALUES (?, 1, ?) "
                                + "ON CONFLICT (token) DO UPDATE SET taken = token_count.taken + 1 "
                                + "WHERE token_count.taken < ?",
                        tokenId,
                        Times.micros(expires),
                        max)
                > 0);
    }

    @Override
    public void removeCounts(Instant expiredBefore) {
        database.write(
                session -> session.update("DELETE FROM token_count WHERE expires < ?", Times.micros(expiredBefore)));
    }
}
