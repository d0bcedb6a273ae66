package dev.imago.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.DatabaseSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

final class SqliteCatalogTest extends CatalogContract {
    @TempDir
    Path folder;

    private int databases;

    @Override
    protected DatabaseSettings settings() {
        return DatabaseSettings.sqlite(folder.resolve("catalog-" + databases++ + ".db"));
    }

    @Override
    String explained(String listing) {
        List<String> lines = database.read(
                session -> session.list("EXPLAIN QUERY PLAN " + listing, row -> row.getString("detail"), "a", "b", 10));
        return String.join("\n", lines);
    }

    @Override
    void assertListingIsARange(String plan) {
        assertThat(plan)
                .contains("SEARCH image USING PRIMARY KEY (key>? AND key<?)")
                .doesNotContain("TEMP B-TREE");
    }
}
