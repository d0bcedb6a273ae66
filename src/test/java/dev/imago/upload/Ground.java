package dev.imago.upload;

import dev.imago.catalog.SqlCatalog;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.journal.SqlJournal;
import dev.imago.store.Store;
import dev.imago.store.folder.Durability;
import dev.imago.store.folder.FolderStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A real folder, a real database, and the pipeline on top of them. */
public final class Ground implements AutoCloseable, UploadPolicies {
    public static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    public final Path folder;
    public final Database database;
    public final SqlJournal journal;
    public final SqlCatalog catalog;
    public final Store store;
    public final Uploads uploads;
    public final BulkDeletes bulkDeletes;
    public Set<Format> formats = EnumSet.complementOf(EnumSet.of(Format.SVG));
    public long maxBytes = 1_000_000;
    public long maxPixels = 1_000_000;

    public Ground(Path root, Quota... quotas) {
        this.folder = root.resolve("images");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.database = Database.open(DatabaseSettings.sqlite(root.resolve("catalog.db")));
        this.journal = new SqlJournal(database);
        this.catalog = new SqlCatalog(database, journal, "n1");
        this.store = new FolderStore("main", folder, Durability.OS, "n1");
        this.uploads = new Uploads(
                catalog,
                this,
                new Quotas(catalog, List.of(quotas)),
                new SpoolDirectory(root.resolve("spool")),
                () -> NOW);
        this.bulkDeletes = bulkDeletes();
    }

    /** Another one, as after a restart. */
    public BulkDeletes bulkDeletes() {
        return new BulkDeletes(database, catalog, journal, uploads, "n1", () -> NOW);
    }

    /** Waits for a condition, for ten seconds at the most. */
    public static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not become true within ten seconds");
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public UploadPolicy policyFor(ImageKey key) {
        if (key.startsWith("closed/")) {
            throw new Fault(Fault.Kind.FORBIDDEN, "Nothing is uploaded here.");
        }
        return new UploadPolicy(store, formats, maxBytes, maxPixels);
    }

    @Override
    public Optional<Store> store(String name) {
        return Optional.of(store).filter(known -> known.name().equals(name));
    }

    /** Every file that is in the folder or a spool directory. */
    public List<String> files() {
        try (Stream<Path> files = Files.walk(folder.getParent())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.getParent().relativize(file).toString())
                    .filter(name -> !name.startsWith("catalog.db"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        bulkDeletes.close();
        store.close();
        database.close();
    }
}
