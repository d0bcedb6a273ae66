package dev.imago.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;
import java.util.List;

final class PostgresCatalogTest extends CatalogContract {
    @Override
    protected DatabaseSettings settings() {
        return PostgresServer.shared().database();
    }

    @Override
    String explained(String listing) {
        // A handful of rows would be scanned whichever way; the plan is to be that of many.
        database.write(
                session -> session.update("INSERT INTO image (key, folded, store, locator, validator, digest, size,"
                        + " format, modified, created, version) SELECT 'k' || n, 'k' || n, 's', 'l', 'v', '\\x"
                        + "00".repeat(32) + "', 1, 'JPEG', 1, 1, 1 FROM generate_series(1, 20000) AS n"));
        database.write(session -> session.update("ANALYZE image"));
        List<String> lines =
                database.read(session -> session.list("EXPLAIN " + listing, row -> row.getString(1), "k1", "k9", 10));
        return String.join("\n", lines);
    }

    @Override
    void assertListingIsARange(String plan) {
        assertThat(plan).contains("Index Scan using image_pkey", "Index Cond").doesNotContain("Sort");
        database.write(session -> session.update("DELETE FROM image"));
    }
}
