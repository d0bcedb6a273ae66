package dev.imago;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Tombstones;
import dev.imago.database.Database;
import dev.imago.delivery.Stores;
import dev.imago.image.ImageKey;
import dev.imago.journal.Journal;
import dev.imago.migrate.Migrations;
import dev.imago.migrate.Orders;
import dev.imago.store.Content;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.wrap.DeadlineStore;
import dev.imago.upload.FurtherPlaces;
import dev.imago.upload.UploadPolicies;
import dev.imago.upload.UploadPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What migrations between stores, and origins that are to be left, change for those who read and write. */
final class MigrationSide implements FurtherPlaces, Stores, AutoCloseable {
    /** How long a copy may take to be put or removed while the images' keys are locked; one that is put gets more for its bytes. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Bytes a second: as the slowest line that a store is used over at all. */
    private static final long SLOWEST = 256 << 10;

    private final OpenStores stores;
    private final Tombstones tombstones;
    private final Migrations migrations;

    MigrationSide(Database database, Catalog catalog, Journal journal, OpenStores stores, Staging spool, Clock clock) {
        this.stores = stores;
        this.tombstones = new Tombstones(database);
        this.migrations = new Migrations(database, catalog, journal, stores::named, this::impatient, spool, clock);
    }

    /** Copies hold a key's lock, which uploads wait for. */
    private Optional<Store> impatient(String name) {
        return stores.named(name).map(store -> new DeadlineStore(store, PATIENCE, SLOWEST));
    }

    void start() {
        migrations.start();
    }

    Orders orders() {
        return migrations.orders();
    }

    /** Leads uploads to the side that counts. */
    UploadPolicies around(UploadPolicies routes) {
        return new UploadPolicies() {
            @Override
            public UploadPolicy policyFor(ImageKey key) {
                UploadPolicy policy = routes.policyFor(key);
                String store = migrations.writesTo(policy.store().name(), key);
                return stores.named(store).map(policy::into).orElse(policy);
            }

            @Override
            public Optional<Store> store(String name) {
                return routes.store(name);
            }
        };
    }

    @Override
    public Optional<Store> named(String name) {
        return stores.named(name);
    }

    @Override
    public Collection<Store> all() {
        return stores.all();
    }

    @Override
    public List<CatalogEntry> places(CatalogEntry image) {
        return migrations.places(image);
    }

    @Override
    public void read(ImageKey key) {
        migrations.read(key);
    }

    @Override
    public boolean remains(ImageKey key, Store store) {
        return ReadImports.from(store) ? tombstones.deleted(key) : migrations.remains(key, store.name());
    }

    @Override
    public boolean mayStay(CatalogEntry image, String store) {
        return migrations.mayStay(image, store);
    }

    @Override
    public void putting(CatalogEntry image, Store store, Content content) {
        migrations.putting(image.key(), store, content);
    }

    @Override
    public void stored(ImageKey key) {
        migrations.stored(key);
    }

    @Override
    public boolean takesOver(CatalogEntry former) {
        return migrations.takesOver(former);
    }

    @Override
    public void gone(CatalogEntry former) {
        migrations.gone(former);
    }

    @Override
    public Runnable removing(ImageKey key) {
        return migrations.removeCopies(key);
    }

    @Override
    public void close() {
        migrations.close();
    }
}
