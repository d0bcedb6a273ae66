package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeNameTest {
    @Test
    void two_live_nodes_on_one_database_cannot_have_the_same_name() throws Exception {
        DatabaseSettings settings = PostgresServer.shared().database();
        try (Database one = Database.open(settings);
                Database other = Database.open(settings)) {
            NodeName name = NodeName.take(one, "a", Duration.ofSeconds(5)).orElseThrow();
            assertThatThrownBy(() -> NodeName.take(other, "a", Duration.ofMillis(100)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("node a");
            NodeName.take(other, "b", Duration.ofSeconds(5)).orElseThrow().close();
            name.close();
            NodeName.take(other, "a", Duration.ofSeconds(5)).orElseThrow().close();
        }
    }

    @Test
    void a_node_that_has_its_database_alone_needs_no_name_of_its_own(@TempDir Path folder) throws Exception {
        try (Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("d.db")))) {
            assertThat(NodeName.take(database, "a", Duration.ZERO)).isEmpty();
        }
    }
}
