package dev.imago.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.adopt.Adopter;
import dev.imago.adopt.Inspector;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.catalog.Mutation;
import dev.imago.catalog.SqlCatalog;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.journal.Cause;
import dev.imago.journal.SqlJournal;
import dev.imago.store.Content;
import dev.imago.store.PathAddressed;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import dev.imago.store.folder.Durability;
import dev.imago.store.folder.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is copied, and what is not, between two real folders. */
final class CopyingTest {
    private static final ImageKey KEY = ImageKey.of("upload/a.png");

    @TempDir
    Path root;

    private Path oldFolder;
    private Path newFolder;
    private Database database;
    private SqlJournal journal;
    private SqlCatalog catalog;
    private StoppableStore old;
    private StoppableStore target;
    private Migrations migrations;

    @BeforeEach
    void open() throws IOException {
        oldFolder = Files.createDirectory(root.resolve("old"));
        newFolder = Files.createDirectory(root.resolve("new"));
        database = Database.open(DatabaseSettings.sqlite(root.resolve("catalog.db")));
        journal = new SqlJournal(database);
        catalog = new SqlCatalog(database, journal, "n1");
        old = new StoppableStore(new FolderStore("old", oldFolder, Durability.OS, "n1"));
        target = new StoppableStore(new FolderStore("new", newFolder, Durability.OS, "n1"));
        migrations = begun();
    }

    /** As a process has it from its start on. */
    private Migrations begun() {
        Function<String, Optional<Store>> stores = name ->
                Optional.<Store>ofNullable(Map.of("old", old, "new", target).get(name));
        var begun = new Migrations(
                database,
                catalog,
                journal,
                stores,
                stores,
                old.capability(Staging.class).orElseThrow(),
                Clock.systemUTC());
        begun.start();
        return begun;
    }

    @AfterEach
    void close() {
        migrations.close();
        old.close();
        target.close();
        database.close();
    }

    private Migration start(Plan.Verify verify) {
        return migrations
                .orders()
                .start(new Plan("upload/", "old", "new", verify, Long.MAX_VALUE, 4, Optional.empty()));
    }

    private CatalogEntry put(ImageKey key, Store store, int variant) throws IOException {
        byte[] png = Samples.png(9, 7, variant);
        Path spool = Files.write(root.resolve("spool.png"), png);
        Stored stored = store.put(key, new Content(spool, png.length, Digest.of(png), Format.PNG));
        var entry = new CatalogEntry(
                key,
                store.name(),
                stored.locator(),
                stored.stat().validator(),
                Digest.of(png),
                png.length,
                Format.PNG,
                Optional.empty(),
                stored.stat().modified(),
                stored.stat().modified(),
                0);
        catalog.commit(new Mutation.Put(entry, Cause.REQUEST, OptionalLong.empty()));
        return catalog.find(key).orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within twenty seconds").isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private Migration now(Migration migration) {
        return migrations.orders().find(migration.id());
    }

    private boolean allCopied(Migration migration) {
        return now(migration).progress().stage() == Stage.FOLLOW
                && migrations.orders().lacking(now(migration)).images() == 0;
    }

    @Test
    void what_is_there_is_copied_with_its_digest_and_what_is_elsewhere_is_left_alone() throws IOException {
        put(KEY, old, 1);
        put(ImageKey.of("other/b.png"), old, 2);
        Migration migration = start(Plan.Verify.FULL);
        await(() -> allCopied(migration));
        assertThat(newFolder.resolve(KEY.value())).hasBinaryContent(Samples.png(9, 7, 1));
        assertThat(newFolder.resolve("other")).doesNotExist();
        assertThat(catalog.copies(KEY)).singleElement().satisfies(copy -> {
            assertThat(copy.verified()).isPresent();
        });
        assertThat(now(migration).progress().verified()).isEqualTo(1);
    }

    @Test
    void damaged_bytes_are_reported_and_never_copied_until_they_are_mended() throws IOException {
        CatalogEntry image = put(KEY, old, 1);
        byte[] damaged = Samples.png(9, 7, 2);
        Files.write(oldFolder.resolve(KEY.value()), damaged);
        var same = new Mutation.Revalidate(
                new Copy(
                                KEY,
                                "old",
                                image.locator(),
                                old.stat(image.locator()).orElseThrow().validator(),
                                image.digest(),
                                image.size(),
                                Optional.empty())
                        .as(image),
                Cause.ADOPTION,
                OptionalLong.empty());
        catalog.commit(same);
        Migration migration = start(Plan.Verify.NONE);
        await(() -> now(migration).progress().stage() == Stage.FOLLOW);

        assertThat(migrations.orders().failures(migration.id())).singleElement().satisfies(failure -> {
            assertThat(failure.key()).isEqualTo(KEY.value());
            assertThat(failure.problem()).contains("damaged");
        });
        assertThat(newFolder.resolve(KEY.value())).doesNotExist();
        migrations.orders().cutOver(migration.id(), 100, "");
        assertThatThrownBy(() -> migrations.orders().finish(migration.id(), Optional.empty()))
                .hasMessageContaining("1 images have no copy in new");

        new ErrorTable(database)
                .note(
                        migration.id(),
                        KEY,
                        "not to be tried again soon",
                        Instant.now().plus(Duration.ofHours(1)));
        put(KEY, old, 3);
        await(() -> allCopied(migration) && migrations.orders().failed(migration.id()) == 0);
        assertThat(newFolder.resolve(KEY.value())).hasBinaryContent(Samples.png(9, 7, 3));
    }

    @Test
    void a_copy_that_another_program_damaged_is_found_by_verifying_and_made_again() throws IOException {
        CatalogEntry image = put(KEY, old, 1);
        Migration copied = start(Plan.Verify.NONE);
        await(() -> allCopied(copied));
        Files.write(newFolder.resolve(KEY.value()), Samples.png(9, 7, 2));
        var copies = new Copies(database);
        Tally tally = new Tally();
        var stores = Map.<String, Store>of("old", old, "new", target);
        var verifier = new Verifier(catalog, copies, name -> Optional.ofNullable(stores.get(name)), Clock.systemUTC());
        assertThat(verifier.verify(KEY, "new", tally, bytes -> {})).isFalse();
        assertThat(tally.mismatched()).isEqualTo(1);
        assertThat(migrations.places(image)).hasSize(1);
        migrations.stored(KEY);
        assertThat(newFolder.resolve(KEY.value())).hasBinaryContent(Samples.png(9, 7, 1));
        assertThat(migrations.places(image)).hasSize(2);
    }

    @Test
    void a_target_that_is_down_fails_nothing_and_gets_all_once_it_is_back() throws IOException {
        for (int i = 0; i < 20; i++) {
            put(ImageKey.of("upload/" + i + ".png"), old, i);
        }
        target.down = true;
        Migration migration = start(Plan.Verify.NONE);
        await(() -> now(migration).progress().problem().contains("is down"));
        migrations.stored(put(KEY, old, 50).key());
        CatalogEntry deleted = put(ImageKey.of("upload/deleted.png"), old, 51);
        assertThat(migrations.orders().failed(migration.id()))
                .as("not one by one")
                .isZero();

        target.down = false;
        await(() -> allCopied(migration));
        try (var files = Files.list(newFolder.resolve("upload"))) {
            assertThat(files).hasSize(22);
        }
        assertThat(newFolder.resolve(deleted.key().value())).exists();
    }

    @Test
    void what_is_left_of_a_deleted_image_in_a_store_that_was_down_is_no_image_and_goes_later() throws Exception {
        CatalogEntry image = put(KEY, old, 1);
        Migration migration = start(Plan.Verify.NONE);
        await(() -> allCopied(migration));
        target.down = true;
        try (var _ = catalog.lock(KEY)) {
            Runnable removed = migrations.removeCopies(KEY);
            old.delete(image.locator());
            catalog.commit(new Mutation.Delete(KEY, Cause.REQUEST, OptionalLong.empty()));
            removed.run();
        }
        assertThat(newFolder.resolve(KEY.value())).exists();
        assertThat(migrations.remains(KEY, "new")).isTrue();
        migrations.orders().pause(migration.id(), true);
        target.down = false;
        var adopter = new Adopter(
                target,
                target.capability(PathAddressed.class).orElseThrow(),
                catalog,
                new Inspector(),
                Clock.systemUTC());
        assertThat(adopter.examine(List.of(KEY), Adopter.Removals.BELIEVED)).containsExactly(Adopter.Outcome.IGNORED);

        migrations.orders().pause(migration.id(), false);
        await(() -> Files.notExists(newFolder.resolve(KEY.value())));
        await(() -> !migrations.remains(KEY, "new"));
        Files.write(newFolder.resolve(KEY.value()), Samples.png(9, 7, 5));
        assertThat(adopter.examine(List.of(KEY), Adopter.Removals.BELIEVED)).containsExactly(Adopter.Outcome.ADOPTED);
    }

    @Test
    void an_upload_that_was_cut_off_in_the_new_store_does_not_come_back_after_the_image_was_deleted() throws Exception {
        CatalogEntry image = put(KEY, old, 1);
        Migration migration = start(Plan.Verify.NONE);
        await(() -> allCopied(migration)); // so that the runner rests
        migrations.orders().pause(migration.id(), true);
        migrations.orders().cutOver(migration.id(), 100, "");
        byte[] cutOff = Samples.png(9, 7, 2);
        Path spool = Files.write(root.resolve("cut-off.png"), cutOff);
        var content = new Content(spool, cutOff.length, Digest.of(cutOff), Format.PNG);
        try (var _ = catalog.lock(KEY)) {
            migrations.putting(KEY, target, content);
            target.put(KEY, content);
        }
        assertThat(migrations.places(image)).extracting(CatalogEntry::store).containsExactly("old");

        target.down = true;
        try (var _ = catalog.lock(KEY)) {
            Runnable removed = migrations.removeCopies(KEY);
            old.delete(image.locator());
            catalog.commit(new Mutation.Delete(KEY, Cause.REQUEST, OptionalLong.empty()));
            removed.run();
        }
        target.down = false;
        var adopter = new Adopter(
                target,
                target.capability(PathAddressed.class).orElseThrow(),
                catalog,
                new Inspector(),
                Clock.systemUTC());
        assertThat(adopter.examine(List.of(KEY), Adopter.Removals.BELIEVED)).containsExactly(Adopter.Outcome.IGNORED);
        migrations.close();
        migrations = begun();
        await(() -> Files.notExists(newFolder.resolve(KEY.value())));

        Path late = Files.write(root.resolve("late.png"), cutOff);
        target.put(KEY, new Content(late, cutOff.length, Digest.of(cutOff), Format.PNG));
        assertThat(adopter.examine(List.of(KEY), Adopter.Removals.BELIEVED))
                .as("a service may end the upload after it was cut off")
                .containsExactly(Adopter.Outcome.IGNORED);
    }

    @Test
    void an_image_whose_delete_was_cut_off_after_its_copy_had_gone_gets_another_one() throws IOException {
        CatalogEntry image = put(KEY, old, 1);
        Migration migration = start(Plan.Verify.NONE);
        await(() -> allCopied(migration));
        migrations.close();
        try (var _ = catalog.lock(KEY)) {
            var _ = migrations.removeCopies(KEY);
        }
        assertThat(newFolder.resolve(KEY.value())).doesNotExist();
        assertThat(stores(image)).containsExactly("old");
        migrations = begun();
        await(() -> stores(image).equals(List.of("old", "new")));
        assertThat(newFolder.resolve(KEY.value())).hasBinaryContent(Samples.png(9, 7, 1));
    }

    @Test
    void a_file_that_another_program_put_in_the_place_of_a_copy_is_not_removed_with_it() throws IOException {
        CatalogEntry image = put(KEY, old, 1);
        Migration migration = start(Plan.Verify.NONE);
        await(() -> allCopied(migration));
        byte[] theirs = Samples.png(9, 7, 9);
        Files.write(newFolder.resolve(KEY.value()), theirs);
        old.delete(image.locator());
        catalog.commit(new Mutation.Delete(KEY, Cause.ADOPTION, OptionalLong.empty()));
        await(() -> !migrations.remains(KEY, "new"));
        assertThat(newFolder.resolve(KEY.value())).hasBinaryContent(theirs);
    }

    @Test
    void an_image_is_read_where_it_is_preferred_and_counts_elsewhere_only_with_the_same_bytes() throws IOException {
        CatalogEntry image = put(KEY, old, 1);
        Migration migration = start(Plan.Verify.NONE);
        await(() -> allCopied(migration));
        assertThat(stores(image)).containsExactly("old", "new");
        migrations.orders().cutOver(migration.id(), 100, "");
        assertThat(stores(image)).containsExactly("new", "old");
        assertThat(migrations.writesTo("old", KEY)).isEqualTo("new");
        migrations.orders().pause(migration.id(), true);
        CatalogEntry replaced = put(KEY, old, 2);
        assertThat(stores(replaced)).containsExactly("old");
        migrations.orders().rollBack(migration.id());
        assertThat(migrations.writesTo("old", KEY)).isEqualTo("old");
        assertThat(migrations.writesTo("old", ImageKey.of("other/x.png"))).isEqualTo("old");
    }

    private List<String> stores(CatalogEntry image) {
        return migrations.places(image).stream().map(CatalogEntry::store).toList();
    }

    @Test
    void a_share_of_the_keys_below_a_prefix_is_cut_over() throws IOException {
        Migration migration = start(Plan.Verify.NONE);
        migrations.orders().cutOver(migration.id(), 30, "upload/qa/");
        long over = java.util.stream.IntStream.range(0, 1000)
                .filter(i -> migrations
                        .writesTo("old", ImageKey.of("upload/qa/" + i + ".png"))
                        .equals("new"))
                .count();
        assertThat(over).isBetween(230L, 370L);
        assertThat(migrations.writesTo("old", KEY)).isEqualTo("old");
        assertThatThrownBy(() -> migrations.orders().finish(migration.id(), Optional.empty()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.CONFLICT));
    }

    @Test
    void a_finished_migration_keeps_or_removes_what_was_given_up_and_stays_in_force() throws IOException {
        put(KEY, old, 1);
        Migration migration = start(Plan.Verify.FULL);
        await(() -> allCopied(migration)
                && migrations.orders().lacking(now(migration)).unverified() == 0);
        migrations.orders().cutOver(migration.id(), 100, "");
        migrations.orders().finish(migration.id(), Optional.of(Duration.ofMillis(100)));
        await(() -> now(migration).progress().stage() == Stage.DONE);
        assertThat(now(migration).phase()).isEqualTo(Phase.FINISHED);
        assertThat(catalog.find(KEY).orElseThrow().store()).isEqualTo("new");
        assertThat(oldFolder.resolve(KEY.value())).doesNotExist();
        assertThat(migrations.writesTo("old", KEY)).isEqualTo("new");
        assertThat(catalog.copies(KEY)).isEmpty();
    }
}
