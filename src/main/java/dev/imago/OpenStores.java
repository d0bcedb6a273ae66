package dev.imago;

import dev.imago.adopt.Adopter;
import dev.imago.adopt.Adoption;
import dev.imago.catalog.Catalog;
import dev.imago.catalog.Copies;
import dev.imago.delivery.Stores;
import dev.imago.delivery.Suspicion;
import dev.imago.image.ImageKey;
import dev.imago.store.PathAddressed;
import dev.imago.store.Relocating;
import dev.imago.store.Store;
import dev.imago.store.folder.BackgroundThreads;
import dev.imago.store.folder.Durability;
import dev.imago.store.folder.FolderStore;
import dev.imago.store.folder.Sharing;
import dev.imago.store.memory.MemoryStore;
import dev.imago.store.wrap.MeteredStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The configured stores, in their wrappers, and the adoption of those that other programs write to. */
final class OpenStores implements Stores, Suspicion, AutoCloseable {
    private final Map<String, Store> stores = new TreeMap<>();
    private final Map<String, String> types = new TreeMap<>();
    private final Map<String, Adoption> adoptions = new TreeMap<>();
    private Optional<ResidentAdoption> residents = Optional.empty();
    private Optional<ReadImports> imports = Optional.empty();

    OpenStores(Settings settings, StoreMetrics metrics, Circuits circuits) {
        settings.allStores().forEach((name, one) -> {
            stores.put(name, new MeteredStore(open(name, one, settings, circuits), metrics));
            types.put(name, one.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        });
    }

    private static Store open(String name, StoreSettings store, Settings settings, Circuits circuits) {
        return switch (store) {
            case StoreSettings.Folder folder -> folder(name, folder, settings, circuits);
            case StoreSettings.FastDfs fastDfs ->
                StoreGuards.aroundEngine(FastDfsStores.open(name, fastDfs, settings), circuits.breaker(name));
            case StoreSettings.S3 s3 -> StoreGuards.aroundEngine(S3Stores.open(name, s3), circuits.breaker(name));
            case StoreSettings.Http http -> HttpStores.open(name, http, circuits.breaker(name));
            case StoreSettings.Memory memory -> new MemoryStore(name);
        };
    }

    private static Store folder(String name, StoreSettings.Folder folder, Settings settings, Circuits circuits) {
        Sharing sharing = folder.shared() ? Sharing.SHARED : Sharing.LOCAL;
        var durability = Durability.valueOf(settings.durability().name());
        Store store = new FolderStore(name, folder.path(), durability, settings.node(), sharing);
        return folder.shared() ? StoreGuards.aroundShared(store, circuits.breaker(name)) : store;
    }

    @Override
    public Optional<Store> named(String name) {
        return Optional.ofNullable(stores.get(name));
    }

    /** The stores that a route leads to, in order; a route without a name leads to the only one. */
    List<Store> of(RouteSettings route) {
        List<String> names = route.storesInOrder();
        return (names.isEmpty() ? List.of(stores.keySet().iterator().next()) : names)
                .stream().map(name -> named(name).orElseThrow()).toList();
    }

    @Override
    public Collection<Store> all() {
        return stores.values();
    }

    String type(Store store) {
        return types.getOrDefault(store.name(), "");
    }

    Map<String, Adoption> adoptions() {
        return adoptions;
    }

    /** Prepares to keep the catalog in step with stores that other programs write to, or that move images themselves. */
    void adoptInto(Catalog catalog, Copies copies, Settings settings, Clock clock) {
        if (settings.adoption().enabled()) {
            residents = Optional.of(new ResidentAdoption(catalog, clock));
        }
        for (Store store : stores.values()) {
            store.capability(Relocating.class)
                    .ifPresent(relocating -> relocating.tell(new CatalogRegister(store.name(), catalog, copies)));
            Optional<PathAddressed> paths = store.capability(PathAddressed.class);
            StoreSettings kind = Objects.requireNonNull(settings.allStores().get(store.name()));
            boolean others = kind instanceof StoreSettings.Folder || kind instanceof StoreSettings.S3;
            if (settings.adoption().enabled() && others && paths.isPresent()) {
                var adoption = new Adoption(
                        store,
                        paths.get(),
                        catalog,
                        settings.adoption(),
                        rescan(kind, settings),
                        clock,
                        new BackgroundThreads("scan-" + store.name()));
                adoptions.put(store.name(), adoption);
            }
        }
    }

    /** Prepares to import what is read from origins that are to be left. */
    void importBy(ReadImports reading) {
        imports = Optional.of(reading);
    }

    /** Listing a folder costs reading it, which was made for that; listing a bucket costs money, or a service much work. */
    private static Optional<Duration> rescan(StoreSettings store, Settings settings) {
        return store instanceof StoreSettings.S3 s3
                ? s3.rescan()
                : Optional.of(settings.adoption().rescan());
    }

    /** Starts to watch the stores that others write to, and to scan them. */
    void startAdoption() {
        adoptions.values().forEach(Adoption::start);
    }

    @Override
    public void raise(Store store, ImageKey key) {
        if (ReadImports.from(store)) {
            imports.ifPresent(reading -> reading.read(store, key));
            return;
        }
        adoption(store)
                .ifPresentOrElse(
                        adoption -> adoption.suspect(key),
                        () -> residents.ifPresent(resident -> resident.suspect(store, key)));
    }

    @Override
    public boolean doubtful(Store store) {
        return adoption(store).filter(Adoption::doubtful).isPresent();
    }

    /** Where nobody compares everything, a single missing file is all that can be known. */
    Adopter.Removals removals(Store store) {
        return adoption(store).isPresent() ? Adopter.Removals.HELD_BACK : Adopter.Removals.BELIEVED;
    }

    private Optional<Adoption> adoption(Store store) {
        return Optional.ofNullable(adoptions.get(store.name()));
    }

    /** A store that an adoption still uses stays open: its descriptors would soon be those of other files. */
    @Override
    public void close() {
        residents.ifPresent(ResidentAdoption::close);
        imports.ifPresent(ReadImports::close);
        Set<String> inUse = adoptions.entrySet().stream()
                .filter(adoption -> !adoption.getValue().stop())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        stores.values().stream().filter(store -> !inUse.contains(store.name())).forEach(Store::close);
    }
}
