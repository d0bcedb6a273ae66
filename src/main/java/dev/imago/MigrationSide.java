package dev.imago;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.database.Database;
import dev.imago.delivery.Stores;
import dev.imago.image.ImageKey;
import dev.imago.journal.Journal;
import dev.imago.migrate.Migrations;
import dev.imago.migrate.Orders;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.upload.FurtherPlaces;
import dev.imago.upload.UploadPolicies;
import dev.imago.upload.UploadPolicy;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What migrations between stores change for those who read and write. */
final class MigrationSide implements FurtherPlaces, Stores, AutoCloseable {
    private final OpenStores stores;
    private final Migrations migrations;

    MigrationSide(Database database, Catalog catalog, Journal journal, OpenStores stores, Staging spool, Clock clock) {
        this.stores = stores;
        this.migrations = new Migrations(database, catalog, journal, stores::named, spool, clock);
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
        return migrations.remains(key, store.name());
    }

    @Override
    public boolean mayStay(CatalogEntry image, String store) {
        return migrations.mayStay(image, store);
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
    public void removing(ImageKey key) {
        migrations.removeCopies(key);
    }

    @Override
    public void close() {
        migrations.close();
    }
}
