package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.catalog.SqlCatalog;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.journal.Cause;
import dev.imago.journal.SqlJournal;
import dev.imago.store.Content;
import dev.imago.store.Stored;
import dev.imago.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses whose case is not that of the name, while the catalog comes and goes. */
final class OtherCaseTest {
    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore("here");

    @Test
    void an_address_that_was_answered_in_another_case_is_answered_without_the_catalog() throws IOException {
        Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("catalog.db")));
        var catalog = new SqlCatalog(database, new SqlJournal(database), "n1");
        put(catalog);
        Delivery delivery = delivery(catalog);
        assertThat(delivery.answer(FakeRequest.get("/upload/a.png")).status()).isEqualTo(200);

        database.close();
        delivery.invalidateAll();
        assertThat(delivery.answer(FakeRequest.get("/upload/a.png")).status()).isEqualTo(200);
        assertThat(delivery.answer(FakeRequest.get("/UPLOAD/A.png")).status())
                .as("nobody can tell")
                .isEqualTo(503);
    }

    private void put(SqlCatalog catalog) throws IOException {
        byte[] png = Samples.png(3, 2);
        ImageKey key = ImageKey.of("Upload/A.png");
        Digest digest = Digest.of(png);
        Path file = Files.write(folder.resolve("a.png"), png);
        Stored stored = store.put(key, new Content(file, png.length, digest, Format.PNG));
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        var entry = new CatalogEntry(
                key,
                "here",
                stored.locator(),
                stored.stat().validator(),
                digest,
                png.length,
                Format.PNG,
                Optional.of(new Dimensions(3, 2, 1)),
                now,
                now,
                0);
        catalog.commit(new Mutation.Put(entry, Cause.REQUEST, OptionalLong.empty()));
    }

    private Delivery delivery(SqlCatalog catalog) {
        Site plain = Sites.of(store, Optional.empty());
        Site anyCase = Site.of("site", List.of(store), plain.policy(), true, RenditionRules.NONE);
        return Deliveries.of(catalog, anyCase, List.of(store));
    }
}
