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
import dev.imago.os.Pages;
import dev.imago.store.Content;
import dev.imago.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hottest images lie where sockets take them from without a copy. */
final class HandedImageTest {
    private static final ImageKey KEY = ImageKey.of("a.png");
    private static final FakeRequest REQUEST = FakeRequest.get("/a.png");

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore("store");

    private byte[] put(int seed) throws IOException {
        byte[] png = Samples.png(1200, 800, seed);
        assertThat(png).hasSizeGreaterThan(Pages.WORTHWHILE);
        Path file = Files.write(folder.resolve(seed + ".png"), png);
        store.put(KEY, new Content(file, png.length, Digest.of(png), Format.PNG));
        return png;
    }

    private static Body.Memory hot(Delivery delivery, FakeRequest request) {
        return (Body.Memory) delivery.immediate(request).orElseThrow().body();
    }

    @Test
    void an_image_that_is_asked_for_again_and_again_is_handed_over_until_it_is_another() throws IOException {
        try (Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("catalog.db")))) {
            var catalog = new SqlCatalog(database, new SqlJournal(database), "n1");
            Delivery delivery = Deliveries.of(catalog, Sites.of(store, Optional.empty()), List.of(store));
            byte[] first = put(1);
            assertThat(delivery.answer(REQUEST).source()).isEqualTo(Answer.Source.STORE);
            // Most are asked for once: the address is not remembered yet.
            assertThat(delivery.immediate(REQUEST)).isEmpty();
            assertThat(delivery.answer(REQUEST).source()).isEqualTo(Answer.Source.MEMORY);
            assertThat(hot(delivery, REQUEST).pages()).isEmpty();
            for (int i = 0; i < 10; i++) {
                assertThat(hot(delivery, REQUEST).bytes()).isEqualTo(ByteBuffer.wrap(first));
            }
            Pages whole = hot(delivery, REQUEST).pages().orElseThrow();
            Body.Memory part = hot(delivery, REQUEST.with("Range", "bytes=1000-1999"));
            assertThat(part.bytes()).isEqualTo(ByteBuffer.wrap(first, 1_000, 1_000));
            assertThat(part.pages()).contains(whole.from(1_000));

            byte[] second = put(2);
            delivery.invalidate(KEY);
            assertThat(delivery.immediate(REQUEST)).isEmpty();
            assertThat(delivery.answer(REQUEST).status()).isEqualTo(200);
            for (int i = 0; i < 10; i++) {
                assertThat(hot(delivery, REQUEST).bytes()).isEqualTo(ByteBuffer.wrap(second));
            }
            assertThat(hot(delivery, REQUEST).pages().orElseThrow()).isNotEqualTo(whole);
        }
    }
}
