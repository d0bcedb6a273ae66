package dev.imago.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a connection has, whatever URL, role and database say. */
final class PostgresDialectTest {
    private static final List<String> NAMES = List.of(
            "synchronous_commit",
            "default_transaction_isolation",
            "statement_timeout",
            "lock_timeout",
            "idle_in_transaction_session_timeout",
            "tcp_keepalives_idle",
            "tcp_user_timeout");
    private static final List<String> NEEDED = List.of("on", "read committed", "20s", "8s", "5s", "10", "20000");

    private final DatabaseSettings settings = PostgresServer.shared().database();

    @Test
    void has_what_it_needs_though_role_and_database_say_otherwise() throws SQLException {
        String url = settings.url();
        String database = url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
        for (String setting : List.of(
                "synchronous_commit = off",
                "default_transaction_isolation = 'repeatable read'",
                "statement_timeout = 0",
                "tcp_user_timeout = 0")) {
            PostgresServer.shared().execute("ALTER ROLE imago IN DATABASE " + database + " SET " + setting);
        }
        PostgresServer.shared().execute("ALTER DATABASE " + database + " SET lock_timeout = '1h'");
        assertThat(shown(settings)).isEqualTo(NEEDED);
    }

    @Test
    void has_what_it_needs_though_the_url_has_options_of_its_own() throws SQLException {
        DatabaseSettings optioned = DatabaseSettings.postgresql(
                settings.url() + "&options=-c%20search_path%3Dimago%20-c%20synchronous_commit%3Doff", "", "");
        assertThat(shown(optioned)).isEqualTo(NEEDED);
        try (Connection connection = new PostgresDialect(optioned).connect()) {
            assertThat(new Session(connection).first("SHOW search_path", row -> row.getString(1)))
                    .contains("imago");
        }
    }

    @Test
    void commits_without_waiting_for_the_disk_only_where_told_to() throws SQLException {
        assertThat(shown(settings.with(DatabaseSettings.Synchronous.OS))).startsWith("off");
    }

    private static List<String> shown(DatabaseSettings settings) throws SQLException {
        try (Connection connection = new PostgresDialect(settings).connect()) {
            Session session = new Session(connection);
            List<String> shown = new java.util.ArrayList<>();
            for (String name : NAMES) {
                shown.add(session.first("SHOW " + name, row -> row.getString(1)).orElseThrow());
            }
            return shown;
        }
    }
}
