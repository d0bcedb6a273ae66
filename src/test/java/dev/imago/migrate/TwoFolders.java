package dev.imago.migrate;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.imago.store.Content;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import dev.imago.store.folder.Durability;
import dev.imago.store.folder.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Two real folders, {@code old} and {@code new}, and what moves images from one to the other. Each can be taken away or held, and
 * what moves them can be stopped and begun again, as by a process that ends and another one.
 */
final class TwoFolders implements AutoCloseable {
    final Path source;
    final Path target;
    final Database database;
    final SqlJournal journal;
    final SqlCatalog catalog;
    final HeldStore first;
    final HeldStore second;
    Migrations migrations;
    private final Path root;

    TwoFolders(Path root) throws IOException {
        this.root = root;
        source = Files.createDirectory(root.resolve("old"));
        target = Files.createDirectory(root.resolve("new"));
        database = Database.open(DatabaseSettings.sqlite(root.resolve("catalog.db")));
        journal = new SqlJournal(database);
        catalog = new SqlCatalog(database, journal, "n1");
        first = new HeldStore(new FolderStore("old", source, Durability.OS, "n1"));
        second = new HeldStore(new FolderStore("new", target, Durability.OS, "n1"));
        migrations = begun();
    }

    private Migrations begun() {
        var begun = new Migrations(
                database,
                catalog,
                journal,
                this::store,
                this::store,
                first.capability(Staging.class).orElseThrow(),
                Clock.systemUTC());
        begun.start();
        return begun;
    }

    void begin() {
        migrations = begun();
    }

    void end() {
        migrations.close();
    }

    Optional<Store> store(String name) {
        return Optional.ofNullable(
                Map.<String, Store>of("old", first, "new", second).get(name));
    }

    static Plan plan(Plan.Verify verify) {
        return new Plan("upload/", "old", "new", verify, Long.MAX_VALUE, 4, Optional.empty());
    }

    Migration start(Plan.Verify verify) {
        return migrations.orders().start(plan(verify));
    }

    /** Puts an image into the old folder, as one that was there before. */
    ImageKey put(String name, int variant) throws IOException {
        return put(ImageKey.of(name), variant).key();
    }

    CatalogEntry put(ImageKey key, int variant) throws IOException {
        Content content = content(variant);
        Stored stored = first.put(key, content);
        var entry = new CatalogEntry(
                key,
                first.name(),
                stored.locator(),
                stored.stat().validator(),
                content.digest(),
                content.size(),
                content.format(),
                Optional.empty(),
                stored.stat().modified(),
                stored.stat().modified(),
                0);
        catalog.commit(new Mutation.Put(entry, Cause.REQUEST, OptionalLong.empty()));
        return catalog.find(key).orElseThrow();
    }

    /** Another picture for each variant, in a file of its own. */
    Content content(int variant) throws IOException {
        byte[] png = Samples.png(9, 7, variant);
        Path file = Files.write(Files.createTempFile(root, "content", ".png"), png);
        return new Content(file, png.length, Digest.of(png), Format.PNG);
    }

    /** Deletes an image as an upload server does. */
    void delete(CatalogEntry image) {
        try (var _ = catalog.lock(image.key())) {
            Runnable removed = migrations.removeCopies(image.key());
            first.delete(image.locator());
            catalog.commit(new Mutation.Delete(image.key(), Cause.REQUEST, OptionalLong.empty()));
            removed.run();
        }
    }

    boolean allCopied(Migration migration) {
        return now(migration).progress().stage() == Stage.FOLLOW
                && migrations.orders().lacking(now(migration)).images() == 0;
    }

    /** The stores that an image is read from, in order. */
    List<String> stores(CatalogEntry image) {
        return migrations.places(image).stream().map(CatalogEntry::store).toList();
    }

    boolean isCopied(ImageKey key) {
        return catalog.copies(key).stream()
                .anyMatch(copy -> catalog.find(key).filter(copy::counts).isPresent());
    }

    Migration now(Migration migration) {
        return migrations.orders().find(migration.id());
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() {
        second.release();
        migrations.close();
        first.close();
        second.close();
        database.close();
    }
}
