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
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import dev.imago.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image is put at another place after a reader was told where it lies, and before he has opened it. */
final class MovedImageTest {
    private static final ImageKey KEY = ImageKey.of("a.png");

    @TempDir
    private Path folder;

    private final MemoryStore after = new MemoryStore("after");
    private final LateStore before = new LateStore(new MemoryStore("before"));
    private Database database;
    private SqlCatalog catalog;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseSettings.sqlite(folder.resolve("catalog.db")));
        catalog = new SqlCatalog(database, new SqlJournal(database), "n1");
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** A store in which something else happens right before an image is opened. */
    private static final class LateStore implements Store {
        private final Store within;
        private Runnable meanwhile = () -> {};

        LateStore(Store within) {
            this.within = within;
        }

        @Override
        public Optional<Blob> open(Locator locator, ByteRange range) {
            meanwhile.run();
            return within.open(locator, range);
        }

        @Override
        public String name() {
            return within.name();
        }

        @Override
        public Optional<BlobStat> stat(Locator locator) {
            return within.stat(locator);
        }

        @Override
        public Stored put(ImageKey key, Content content) {
            return within.put(key, content);
        }

        @Override
        public boolean delete(Locator locator) {
            return within.delete(locator);
        }

        @Override
        public <T> Optional<T> capability(Class<T> type) {
            return within.capability(type);
        }

        @Override
        public void close() {
            within.close();
        }
    }

    private Locator put(Store store, int variant) {
        try {
            byte[] png = Samples.png(3, 2, variant);
            Path file = Files.write(folder.resolve(variant + ".png"), png);
            Stored stored = store.put(KEY, new Content(file, png.length, Digest.of(png), Format.PNG));
            var entry = new CatalogEntry(
                    KEY,
                    store.name(),
                    stored.locator(),
                    stored.stat().validator(),
                    Digest.of(png),
                    png.length,
                    Format.PNG,
                    Optional.of(new Dimensions(3, 2, 1)),
                    Instant.EPOCH,
                    Instant.EPOCH,
                    0);
            catalog.commit(new Mutation.Put(entry, Cause.REQUEST, OptionalLong.empty()));
            return stored.locator();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void it_is_read_at_its_new_place() {
        Locator former = put(before, 1);
        before.meanwhile = () -> {
            put(after, 2);
            before.delete(former);
        };
        Answer answer = delivery().answer(FakeRequest.get("/a.png"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().value("ETag"))
                .contains(Digest.of(Samples.png(3, 2, 2)).etag());
    }

    @Test
    void it_is_missing_where_it_was_deleted_or_its_bytes_are_gone() {
        Locator former = put(before, 1);
        before.delete(former);
        assertThat(delivery().answer(FakeRequest.get("/a.png")).status()).isEqualTo(404);
        put(before, 2);
        before.meanwhile = () -> {
            before.delete(former);
            catalog.commit(new Mutation.Delete(KEY, Cause.REQUEST, OptionalLong.empty()));
        };
        assertThat(delivery().answer(FakeRequest.get("/a.png")).status()).isEqualTo(404);
    }

    private Delivery delivery() {
        return Deliveries.of(catalog, Sites.of(before, Optional.empty()), List.of(before, after));
    }
}
