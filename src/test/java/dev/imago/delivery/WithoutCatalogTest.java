package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.catalog.SqlCatalog;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.journal.SqlJournal;
import dev.imago.store.Content;
import dev.imago.store.Store;
import dev.imago.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of images while the catalog does not answer. */
final class WithoutCatalogTest {
    @TempDir
    private Path folder;

    private final MemoryStore here = new MemoryStore("here");
    private final MemoryStore elsewhere = new MemoryStore("elsewhere");

    @BeforeEach
    void put() throws IOException {
        byte[] png = Samples.png(3, 2);
        Path file = Files.write(folder.resolve("a.png"), png);
        here.put(ImageKey.of("here.png"), new Content(file, png.length, Digest.of(png), Format.PNG));
    }

    @Test
    void with_other_stores_nobody_knows_that_an_image_is_missing() {
        Delivery delivery = delivery(List.of(here, elsewhere), Optional.empty());
        requireUnknown(delivery.answer(FakeRequest.get("/there.png")));
        assertThat(delivery.answer(FakeRequest.get("/here.png")).status()).isEqualTo(200);
    }

    @Test
    void a_placeholder_does_not_stand_for_an_image_of_which_nobody_knows() {
        Delivery delivery = delivery(List.of(here, elsewhere), Optional.of(ImageKey.of("here.png")));
        requireUnknown(delivery.answer(FakeRequest.get("/there.png")));
    }

    @Test
    void what_is_not_in_the_only_store_is_missing() {
        Answer answer = delivery(List.of(here), Optional.empty()).answer(FakeRequest.get("/there.png"));
        assertThat(answer.status()).isEqualTo(404);
    }

    private static void requireUnknown(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers().value("Retry-After")).isPresent();
        assertThat(answer.headers().value("Cache-Control")).contains("no-store");
    }

    private Delivery delivery(List<Store> stores, Optional<ImageKey> placeholder) {
        Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("catalog.db")));
        var catalog = new SqlCatalog(database, new SqlJournal(database), "n1");
        database.close();
        return Deliveries.of(catalog, Sites.of(here, placeholder), stores);
    }
}
