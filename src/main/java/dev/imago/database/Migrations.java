package dev.imago.database;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings a database's schema up to what this Imago needs: the scripts of {@link #SCRIPTS} that were not run yet, in order, in
 * one transaction. A script that was run once never changes; its checksum is kept. Small on purpose, see
 * docs/adr/0002-own-migrations.md. A script holds statements that end with a semicolon at the end of a line, and no code.
 */
final class Migrations {
    /** All scripts; the first has the number 1. Each is there once for every dialect, at {@code /db/DIALECT/NAME.sql}. */
    static final List<String> SCRIPTS = List.of(
            "V1__catalog_and_journal",
            "V2__keys_and_tokens",
            "V3__bulk_deletes",
            "V4__tombstone_versions",
            "V5__usage_positions",
            "V6__copies_and_migrations");

    private static final String HISTORY = "CREATE TABLE IF NOT EXISTS schema_history ("
            + "number INTEGER NOT NULL PRIMARY KEY, script TEXT NOT NULL, checksum TEXT NOT NULL, applied BIGINT NOT NULL)";

    private final Dialect dialect;

    Migrations(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Runs what is missing; the session is in no transaction afterwards.
     *
     * @throws Fault of kind {@code INTERNAL} when the schema is newer than this Imago, or a script was changed
     */
    void run(Session session) throws SQLException {
        session.connection().setAutoCommit(false);
        dialect.begin(session);
        session.update(HISTORY);
        Map<Integer, String> done = new HashMap<>();
        session.list(
                "SELECT number, checksum FROM schema_history",
                row -> done.put(row.getInt(1), row.getString(2)) == null);
        int newest = done.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (newest > SCRIPTS.size()) {
            throw new Fault(
                    Fault.Kind.INTERNAL,
                    "The catalog was made by a newer Imago: its schema is " + newest + ", this one knows "
                            + SCRIPTS.size() + ".");
        }
        for (int number = 1; number <= SCRIPTS.size(); number++) {
            String script = SCRIPTS.get(number - 1);
            String text = text(script);
            String checksum = Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
            if (!done.containsKey(number)) {
                apply(session, number, script, text, checksum);
            } else if (!checksum.equals(done.get(number))) {
                throw new Fault(
                        Fault.Kind.INTERNAL, "The catalog's schema was made by another version of " + script + ".");
            }
        }
        session.connection().commit();
        session.connection().setAutoCommit(true);
    }

    private static void apply(Session session, int number, String script, String text, String checksum)
            throws SQLException {
        for (String statement : text.split(";\\s*\\n")) {
            if (!statement.isBlank()) {
                session.execute(statement);
            }
        }
        session.update(
                "INSERT INTO schema_history (number, script, checksum, applied) VALUES (?, ?, ?, ?)",
                number,
                script,
                checksum,
                Instant.now().toEpochMilli());
    }

    private String text(String script) {
        String resource = "/db/" + dialect.name() + "/" + script + ".sql";
        try (InputStream in = Migrations.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing from the program: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("unreadable in the program: " + resource, e);
        }
    }
}
