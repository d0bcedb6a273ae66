package dev.imago.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class SessionTest {
    private static final String ABS = "SELECT abs(?)";

    @Test
    void a_statement_that_failed_while_it_ran_works_the_next_time() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            var session = new Session(connection);
            assertThatThrownBy(() -> session.first(ABS, row -> row.getLong(1), Long.MIN_VALUE))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("overflow");
            assertThat(session.first(ABS, row -> row.getLong(1), -5L)).hasValue(5L);
            assertThat(session.list(ABS, row -> row.getLong(1), -6L)).containsExactly(6L);
        }
    }
}
