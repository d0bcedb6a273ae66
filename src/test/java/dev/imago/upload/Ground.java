package dev.imago.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.adopt.Adopter;
import dev.imago.adopt.Inspector;
import dev.imago.catalog.Catalog;
import dev.imago.catalog.SqlCatalog;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.journal.SqlJournal;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.folder.Durability;
import dev.imago.store.folder.FolderStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A real folder, a real database, and the pipeline on top of them. */
public final class Ground implements AutoCloseable, UploadPolicies {
    public static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    public final Path folder;
    private final SpoolDirectory spool;
    public final Database database;
    public final SqlJournal journal;
    public final SqlCatalog catalog;
    public final TroubledStore store;
    public final Uploads uploads;
    public final BulkDeletes bulkDeletes;
    public final List<ImageKey> suspected = new CopyOnWriteArrayList<>();
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
        this.store = new TroubledStore(new FolderStore("main", folder, Durability.OS, "n1"));
        this.spool = new SpoolDirectory(root.resolve("spool"));
        this.uploads = uploads(catalog, quotas);
        this.bulkDeletes = bulkDeletes();
    }

    /** Adopts as a server does. */
    public Lookout lookout() {
        var adopter = new Adopter(
                store,
                store.capability(PathAddressed.class).orElseThrow(),
                catalog,
                new Inspector(),
                Clock.fixed(NOW, ZoneOffset.UTC));
        return new Lookout() {
            @Override
            public Sight look(Store looked, ImageKey key) {
                return switch (adopter.examine(List.of(key), Adopter.Removals.BELIEVED)
                        .getFirst()) {
                    case UNCHANGED, ADOPTED, REMOVED -> Sight.CLEAR;
                    case IGNORED, FAILED -> Sight.NO_IMAGE;
                    case LATER, DOWN, HELD_BACK -> Sight.BLURRED;
                };
            }

            @Override
            public void lookSoon(Store looked, ImageKey key) {
                suspected.add(key);
            }
        };
    }

    /** The pipeline on another view of the catalog. */
    Uploads uploads(Catalog seen, Quota... quotas) {
        return new Uploads(seen, this, new Quotas(seen, List.of(quotas)), lookout(), spool, () -> NOW);
    }

    /** Another one, as after a restart. */
    public BulkDeletes bulkDeletes() {
        return new BulkDeletes(database, catalog, journal, uploads, "n1", () -> NOW, Duration.ofMillis(20));
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

    public Uploaded put(ImageKey key, byte[] bytes) {
        return put(key, bytes, Terms.NONE);
    }

    public Uploaded put(ImageKey key, byte[] bytes, Terms terms) {
        return uploads.put(key, new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length), terms);
    }

    /** The action is refused with a fault of this kind, whose message has this in it. */
    static void assertFault(Fault.Kind kind, String message, Runnable action) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).as(fault.message()).isEqualTo(kind);
            assertThat(fault.message()).contains(message);
        });
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
        return Optional.<Store>of(store).filter(known -> known.name().equals(name));
    }

    /** Every file that is in the folder or a spool directory. */
    public List<String> files() {
        try (Stream<Path> files = Files.walk(folder.getParent())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.getParent().relativize(file).toString())
                    .filter(name -> !name.startsWith("catalog.db") && !name.startsWith("native/"))
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
