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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Two real folders, {@code old} and {@code new}, and what moves images from one to the other; the second can be taken away or held. */
final class TwoFolders implements AutoCloseable {
    final Path target;
    final SqlJournal journal;
    final SqlCatalog catalog;
    final HeldStore second;
    final Migrations migrations;
    private final Path root;
    private final Database database;
    private final Store first;

    TwoFolders(Path root) throws IOException {
        this.root = root;
        target = Files.createDirectory(root.resolve("new"));
        database = Database.open(DatabaseSettings.sqlite(root.resolve("catalog.db")));
        journal = new SqlJournal(database);
        catalog = new SqlCatalog(database, journal, "n1");
        first = new FolderStore("old", Files.createDirectory(root.resolve("old")), Durability.OS, "n1");
        second = new HeldStore(new FolderStore("new", target, Durability.OS, "n1"));
        Function<String, Optional<Store>> stores = name ->
                Optional.<Store>ofNullable(Map.of("old", first, "new", second).get(name));
        migrations = new Migrations(
                database,
                catalog,
                journal,
                stores,
                stores,
                first.capability(Staging.class).orElseThrow(),
                Clock.systemUTC());
        migrations.start();
    }

    static Plan plan(Plan.Verify verify) {
        return new Plan("upload/", "old", "new", verify, Long.MAX_VALUE, 4, Optional.empty());
    }

    /** Puts an image into the old folder, as one that was there before. */
    ImageKey put(String name, int variant) throws IOException {
        ImageKey key = ImageKey.of(name);
        byte[] png = Samples.png(9, 7, variant);
        Path spool = Files.write(root.resolve("spool.png"), png);
        Stored stored = first.put(key, new Content(spool, png.length, Digest.of(png), Format.PNG));
        var entry = new CatalogEntry(
                key,
                first.name(),
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
        return key;
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
