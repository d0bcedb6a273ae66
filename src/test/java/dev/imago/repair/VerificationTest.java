package dev.imago.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.catalog.SqlCatalog;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.journal.Cause;
import dev.imago.journal.SqlJournal;
import dev.imago.store.BlobStat;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import dev.imago.store.folder.Durability;
import dev.imago.store.folder.FolderStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verification finds in a real folder. */
final class VerificationTest {
    private static final long FAST = 1_000_000_000;
    /** Bytes of a page of SQLite. */
    private static final long PAGE = 4096;

    @TempDir
    Path directory;

    private Path folder;
    private Database database;
    private Catalog catalog;
    private FolderStore store;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(directory.resolve("site"));
        database = Database.open(DatabaseSettings.sqlite(directory.resolve("catalog.db")));
        catalog = new SqlCatalog(database, new SqlJournal(database), "test");
        store = new FolderStore("folder", folder, Durability.OS, "test");
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void a_flipped_byte_is_found_and_everything_else_is_sound() throws IOException {
        put("a.png", 1000);
        put("deep/b.png", 300_000);
        put("c.png", 5000);
        flip("deep/b.png", 200_000);
        believe("deep/b.png");

        Verification.Progress found = verified("", FAST);

        assertThat(found.state()).isEqualTo(Verification.State.DONE);
        assertThat(found.damaged()).containsExactly(ImageKey.of("deep/b.png"));
        assertThat(found.missing()).isEmpty();
        assertThat(found.unreadable()).isEmpty();
        assertThat(found.images()).isEqualTo(3);
        assertThat(found.checked()).isEqualTo(3);
        assertThat(found.bytes()).isEqualTo(306_000);
        assertThat(verified("c", FAST).damaged()).as("below another prefix").isEmpty();
        assertThat(catalog.find(ImageKey.of("deep/b.png")))
                .as("nothing is changed")
                .isPresent();
    }

    @Test
    void what_another_program_wrote_is_changed_and_what_vanished_is_missing() throws IOException {
        put("changed.png", 1000);
        put("gone.png", 1000);
        put("sound.png", 1000);
        flip("changed.png", 900);
        Files.delete(folder.resolve("gone.png"));

        Verification.Progress found = verified("", FAST);

        assertThat(found.changed()).isEqualTo(1);
        assertThat(found.damaged()).isEmpty();
        assertThat(found.missing()).containsExactly(ImageKey.of("gone.png"));
    }

    @Test
    void flipped_bits_in_the_file_of_the_database_are_told() throws IOException {
        for (int i = 0; i < 300; i++) {
            put("%03d.png".formatted(i), 100);
        }
        assertThat(verified("", FAST).catalog()).isEmpty();
        database.close();
        Path file = directory.resolve("catalog.db");
        for (long page = 2; page < Files.size(file) / PAGE; page++) {
            flip(file, page * PAGE + 2); // where in the page its first free block is
        }
        database = Database.open(DatabaseSettings.sqlite(file));
        catalog = new SqlCatalog(database, new SqlJournal(database), "test");

        assertThat(verified("", FAST).catalog()).isNotEmpty();
        assertThat(verified("0", FAST).catalog()).as("below a prefix").isEmpty();
    }

    @Test
    void keeps_to_its_rate_over_all_images_together() throws IOException {
        for (int i = 0; i < 20; i++) {
            put("%02d.png".formatted(i), 50_000);
        }
        put("large.png", 500_000);
        long start = System.nanoTime();

        Verification.Progress found = verified("", 1_000_000);

        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(found.bytes()).isEqualTo(1_500_000);
        // What was read last is not waited for: at most a buffer of 128 KiB.
        assertThat(seconds).isGreaterThan((1_500_000 - 131_072) / 1e6);
    }

    @Test
    void a_pass_that_is_stopped_ends_before_it_has_read_everything() throws Exception {
        for (int i = 0; i < 50; i++) {
            put("%02d.png".formatted(i), 100_000);
        }
        var verification = new Verification(catalog, database::damage, name -> Optional.of(store), "", 1_000_000);
        Thread pass = Thread.ofVirtual().start(verification::run);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (verification.progress().checked() == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
        verification.stop();
        assertThat(pass.join(Duration.ofSeconds(20))).isTrue();
        assertThat(verification.progress().state()).isEqualTo(Verification.State.STOPPED);
        assertThat(verification.progress().checked()).isBetween(1L, 49L);
    }

    private Verification.Progress verified(String prefix, long bytesPerSecond) {
        var verification = new Verification(
                catalog,
                database::damage,
                name -> Optional.<Store>of(store).filter(one -> one.name().equals(name)),
                prefix,
                bytesPerSecond);
        verification.run();
        return verification.progress();
    }

    /** An image with so many bytes, in the folder and in the catalog. */
    private void put(String key, int size) throws IOException {
        byte[] image = Samples.png(8, 8, key.hashCode());
        byte[] bytes = Arrays.copyOf(image, size);
        Path file = folder.resolve(key);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        catalog.commit(new Mutation.Put(entry(key, Digest.of(bytes)), Cause.REQUEST, OptionalLong.empty()));
    }

    private CatalogEntry entry(String key, Digest digest) {
        BlobStat stat = store.stat(new Locator(key)).orElseThrow();
        return new CatalogEntry(
                ImageKey.of(key),
                "folder",
                new Locator(key),
                stat.validator(),
                digest,
                stat.size(),
                Format.PNG,
                Optional.empty(),
                stat.modified(),
                stat.modified(),
                0);
    }

    private void flip(String key, long at) throws IOException {
        flip(folder.resolve(key), at);
    }

    private static void flip(Path path, long at) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ 0x10);
        }
    }

    /** A disk that loses a bit leaves the file's times as they were: the catalog takes the ones that it has now for those. */
    private void believe(String key) {
        Digest stored = catalog.find(ImageKey.of(key)).orElseThrow().digest();
        assertThat(catalog.commit(
                        List.of(new Mutation.Revalidate(entry(key, stored), Cause.ADOPTION, OptionalLong.empty()))))
                .isNotEmpty();
    }
}
