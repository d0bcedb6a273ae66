package dev.imago;

import dev.imago.config.HostPort;
import dev.imago.store.Store;
import dev.imago.store.fastdfs.Address;
import dev.imago.store.fastdfs.ClusterSettings;
import dev.imago.store.fastdfs.DirectLinks;
import dev.imago.store.fastdfs.FastDfsStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Opens a FastDFS store as it is configured. */
final class FastDfsStores {
    private FastDfsStores() {}

    static Store open(String name, StoreSettings.FastDfs store, Settings settings) {
        return new FastDfsStore(
                name,
                cluster(store),
                store.slavePrefixes(),
                links(store),
                settings.dataDirectory().resolve("stores").resolve(name),
                settings.durability() == Settings.Durability.FSYNC);
    }

    private static ClusterSettings cluster(StoreSettings.FastDfs store) {
        return new ClusterSettings(
                store.trackers().stream().map(FastDfsStores::address).toList(),
                Set.copyOf(store.groups()),
                store.connections(),
                store.connectTimeout(),
                store.timeout(),
                ClusterSettings.REFRESH);
    }

    private static Address address(HostPort tracker) {
        return new Address(tracker.host(), tracker.port());
    }

    private static Optional<DirectLinks> links(StoreSettings.FastDfs store) {
        return store.directUrl()
                .map(base -> new DirectLinks(base, store.tokenSecret(), store.tokenValidity(), InstantSource.system()));
    }
}
