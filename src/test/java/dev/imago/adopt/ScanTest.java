package dev.imago.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.SqlCatalog;
import dev.imago.config.ByteSize;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Digest;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.journal.SqlJournal;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import dev.imago.store.Watchable;
import dev.imago.store.folder.BackgroundThreads;
import dev.imago.store.folder.Durability;
import dev.imago.store.folder.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scans find by themselves, in a folder that cannot be watched. */
final class ScanTest {
    /** A store that notices nothing, such as a network share. */
    private record Unwatched(Store store) implements Store {
        @Override
        public String name() {
            return store.name();
        }

        @Override
        public Optional<BlobStat> stat(Locator locator) {
            return store.stat(locator);
        }

        @Override
        public Optional<Blob> open(Locator locator, ByteRange range) {
            return store.open(locator, range);
        }

        @Override
        public Stored put(ImageKey key, Content content) {
            return store.put(key, content);
        }

        @Override
        public boolean delete(Locator locator) {
            return store.delete(locator);
        }

        @Override
        public <T> Optional<T> capability(Class<T> type) {
            return type == Watchable.class ? Optional.empty() : store.capability(type);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    private static final byte[] FIRST = Samples.png(16, 16, 1);
    private static final byte[] SECOND = Samples.png(16, 16, 2);

    @TempDir
    Path directory;

    private Path folder;
    private Database database;
    private SqlCatalog catalog;
    private Store store;
    private Adoption adoption;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(directory.resolve("site"));
        database = Database.open(new DatabaseSettings(
                "jdbc:sqlite:" + directory.resolve("catalog.db"), "", "", 4, DatabaseSettings.Synchronous.OS));
        catalog = new SqlCatalog(database, new SqlJournal(database), "test");
        store = new Unwatched(new FolderStore("folder", folder, Durability.OS, "test"));
        adoption = adoption(Optional.of(Duration.ofHours(1)));
    }

    private Adoption adoption(Optional<Duration> rescan) {
        return new Adoption(
                store,
                store.capability(PathAddressed.class).orElseThrow(),
                catalog,
                new AdoptionSettings(true, Duration.ofHours(1), ByteSize.parse("1GB")),
                rescan,
                Clock.systemUTC(),
                new BackgroundThreads("scan"));
    }

    @AfterEach
    void close() {
        adoption.close();
        store.close();
        database.close();
    }

    @Test
    void a_file_that_was_being_written_during_the_scan_is_looked_at_again_soon() throws Exception {
        Path growing = folder.resolve("grows.png");
        try (var out = Files.newOutputStream(growing, StandardOpenOption.CREATE_NEW)) {
            out.write(FIRST, 0, 60);
            adoption.start();
            eventually(() -> phase() == ScanProgress.Phase.DONE);
            assertThat(known("grows.png")).isEmpty();
            out.write(FIRST, 60, FIRST.length - 60);
        }
        eventually(() -> known("grows.png").isPresent());
        assertThat(known("grows.png").orElseThrow().digest()).isEqualTo(Digest.of(FIRST));
    }

    @Test
    void finds_what_came_changed_and_went() throws Exception {
        Files.write(folder.resolve("changes.png"), FIRST);
        Files.write(folder.resolve("goes.png"), FIRST);
        adoption.start();
        eventually(() -> known("changes.png").isPresent() && known("goes.png").isPresent());
        Files.write(folder.resolve("changes.png"), SECOND);
        Files.delete(folder.resolve("goes.png"));
        Files.write(folder.resolve("comes.png"), SECOND);
        Files.writeString(folder.resolve("note.txt"), "not an image");
        adoption.requestScan("", false);
        eventually(() -> known("goes.png").isEmpty() && known("comes.png").isPresent());
        eventually(() -> known("changes.png").orElseThrow().digest().equals(Digest.of(SECOND)));
        assertThat(known("note.txt")).isEmpty();
    }

    @Test
    void a_folder_that_is_suddenly_empty_is_not_believed_unless_it_is_accepted() throws Exception {
        Path first = Files.write(folder.resolve("0.png"), FIRST);
        for (int i = 1; i <= 1001; i++) {
            Files.createLink(folder.resolve(i + ".png"), first);
        }
        adoption.start();
        eventually(() -> phase() == ScanProgress.Phase.DONE && catalog.usage("").images() == 1002);
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        adoption.requestScan("", false);
        eventually(() -> phase() == ScanProgress.Phase.REFUSED);
        assertThat(catalog.usage("").images()).isEqualTo(1002);
        adoption.requestScan("", true);
        eventually(() -> catalog.usage("").images() == 0);
    }

    @Test
    void suspicions_and_scans_of_parts_do_not_remove_what_a_scan_of_everything_refuses_to() throws Exception {
        Path part = Files.createDirectory(folder.resolve("part"));
        for (int i = 0; i < 20; i++) {
            Files.write(part.resolve(i + ".png"), Samples.png(8, 8, i));
        }
        adoption.start();
        eventually(() -> phase() == ScanProgress.Phase.DONE && catalog.usage("").images() == 20);
        Files.move(part, directory.resolve("elsewhere"));
        adoption.requestScan("part/", false);
        for (int i = 0; i < 20; i++) {
            adoption.suspect(ImageKey.of("part/" + i + ".png"));
        }
        eventually(() -> adoption.doubtful() && adoption.pending() == 0);
        assertThat(catalog.usage("").images()).isEqualTo(20);

        Files.move(directory.resolve("elsewhere"), part);
        Files.delete(part.resolve("7.png"));
        adoption.requestScan("", false);
        eventually(() -> known("part/7.png").isEmpty());
        eventually(() -> phase() == ScanProgress.Phase.DONE && !adoption.doubtful());
        assertThat(catalog.usage("").images()).isEqualTo(19);
    }

    @Test
    void a_single_removal_that_is_only_suspected_is_found_by_a_scan_soon() throws Exception {
        Files.write(folder.resolve("stays.png"), FIRST);
        Files.write(folder.resolve("goes.png"), FIRST);
        adoption.start();
        eventually(() -> phase() == ScanProgress.Phase.DONE && known("goes.png").isPresent());
        Files.delete(folder.resolve("goes.png"));
        adoption.suspect(ImageKey.of("goes.png"));
        eventually(() -> known("goes.png").isEmpty());
        assertThat(known("stays.png")).isPresent();
    }

    @Test
    void what_seems_to_be_gone_is_told_by_its_directory_and_by_everything_only_where_that_cannot_tell()
            throws Exception {
        Path part = Files.createDirectory(folder.resolve("part"));
        Path lost = Files.createDirectory(folder.resolve("lost"));
        for (int i = 0; i < 3; i++) {
            Files.write(part.resolve(i + ".png"), Samples.png(8, 8, i));
            Files.write(lost.resolve(i + ".png"), Samples.png(8, 8, i));
        }
        adoption.start();
        eventually(() -> phase() == ScanProgress.Phase.DONE && catalog.usage("").images() == 6);
        adoption.close();
        try (Adoption unscanned = adoption(Optional.empty())) {
            unscanned.start();
            Files.delete(part.resolve("1.png"));
            unscanned.suspect(ImageKey.of("part/1.png"));
            eventually(() -> known("part/1.png").isEmpty());
            assertThat(unscanned.progress()).extracting(ScanProgress::prefix).containsExactly("part/");

            Files.move(lost, directory.resolve("elsewhere"));
            asOfLongAgo(Files.createDirectory(lost));
            unscanned.suspect(ImageKey.of("lost/1.png"));
            eventually(unscanned::doubtful);
            assertThat(unscanned.progress()).extracting(ScanProgress::prefix).containsExactly("", "lost/");
            assertThat(catalog.usage("lost/").images()).isEqualTo(3);
        }
    }

    @Test
    void a_directory_that_is_suddenly_empty_is_not_believed_even_if_much_is_left_elsewhere() throws Exception {
        Path share = Files.createDirectory(folder.resolve("share"));
        for (int i = 0; i < 3; i++) {
            Files.write(share.resolve(i + ".png"), Samples.png(8, 8, i));
        }
        for (int i = 3; i < 20; i++) {
            Files.write(folder.resolve(i + ".png"), Samples.png(8, 8, i));
        }
        adoption.start();
        eventually(() -> phase() == ScanProgress.Phase.DONE && catalog.usage("").images() == 20);
        Files.move(share, directory.resolve("elsewhere"));
        asOfLongAgo(Files.createDirectory(share));
        Files.delete(folder.resolve("7.png"));
        adoption.requestScan("", false);
        eventually(() -> known("7.png").isEmpty());
        eventually(() -> phase() == ScanProgress.Phase.REFUSED);
        eventually(adoption::doubtful);
        assertThat(catalog.usage("share/").images()).isEqualTo(3);

        Files.delete(share);
        Files.move(directory.resolve("elsewhere"), share);
        adoption.requestScan("", false);
        eventually(() -> phase() == ScanProgress.Phase.DONE && !adoption.doubtful());
        assertThat(catalog.usage("").images()).isEqualTo(19);
    }

    @Test
    void the_last_images_of_a_folder_that_was_touched_since_are_believed_to_be_removed() throws Exception {
        Path last = Files.write(folder.resolve("last.png"), FIRST);
        adoption.start();
        eventually(() -> phase() == ScanProgress.Phase.DONE && known("last.png").isPresent());
        Files.delete(last);
        adoption.requestScan("", false);
        eventually(() -> known("last.png").isEmpty());
    }

    @Test
    void the_last_images_of_a_folder_that_is_an_older_one_are_not_believed_to_be_removed_unless_it_is_accepted()
            throws Exception {
        Path last = Files.write(folder.resolve("last.png"), FIRST);
        adoption.start();
        eventually(() -> phase() == ScanProgress.Phase.DONE && known("last.png").isPresent());
        Files.delete(last);
        asOfLongAgo(folder);
        adoption.requestScan("", false);
        eventually(() -> phase() == ScanProgress.Phase.REFUSED);
        assertThat(known("last.png")).isPresent();
        adoption.requestScan("", true);
        eventually(() -> known("last.png").isEmpty());
    }

    /** As mount points are. */
    private static void asOfLongAgo(Path folder) throws IOException {
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
    }

    @Test
    void a_directory_that_is_gone_with_its_images_is_believed_where_as_much_is_left_around_it() throws Exception {
        Path goes = Files.createDirectories(folder.resolve("year/goes/deep"));
        Path stays = Files.createDirectories(folder.resolve("year/stays"));
        for (int i = 0; i < 3; i++) {
            Files.write(goes.resolve(i + ".png"), Samples.png(8, 8, i));
            Files.write(stays.resolve(i + ".png"), Samples.png(8, 8, i));
        }
        adoption.start();
        eventually(() -> phase() == ScanProgress.Phase.DONE && catalog.usage("").images() == 6);
        Files.move(folder.resolve("year/goes"), directory.resolve("elsewhere"));
        adoption.requestScan("", false);
        eventually(() -> catalog.usage("").images() == 3);
        eventually(() -> phase() == ScanProgress.Phase.DONE);
    }

    @Test
    void a_part_is_scanned_while_everything_is() throws Exception {
        Path first = Files.write(Files.createDirectory(folder.resolve("many")).resolve("0.png"), FIRST);
        for (int i = 1; i <= 3000; i++) {
            Files.createLink(folder.resolve("many/" + i + ".png"), first);
        }
        Files.write(Files.createDirectory(folder.resolve("part")).resolve("a.png"), SECOND);
        adoption.start();
        adoption.requestScan("part/", false);
        eventually(() ->
                adoption.progress().size() == 2 && adoption.progress().get(1).phase() == ScanProgress.Phase.DONE);
        assertThat(known("part/a.png")).isPresent();
        List<ScanProgress> both = adoption.progress();
        assertThat(both.get(0).prefix()).isEmpty();
        assertThat(both.get(1).prefix()).isEqualTo("part/");
        eventually(() -> phase() == ScanProgress.Phase.DONE);
        assertThat(catalog.usage("").images()).isEqualTo(3002);
    }

    private ScanProgress.Phase phase() {
        return adoption.progress().isEmpty()
                ? ScanProgress.Phase.READING
                : adoption.progress().getFirst().phase();
    }

    private Optional<CatalogEntry> known(String key) {
        return catalog.find(ImageKey.of(key));
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }
}
