package dev.imago.delivery;

import dev.imago.catalog.Catalog;
import dev.imago.config.ByteSize;
import dev.imago.routing.HostPattern;
import dev.imago.routing.NameRules;
import dev.imago.routing.PathPattern;
import dev.imago.routing.Route;
import dev.imago.routing.Router;
import dev.imago.store.Store;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The main path with one route, without renditions. */
final class Deliveries {
    private Deliveries() {}

    static Delivery of(Catalog catalog, Site site, List<Store> stores) {
        var route = new Route<>(
                "site", List.of(HostPattern.ANY), PathPattern.ANY, Optional.empty(), NameRules.STRICT, site);
        return new Delivery(
                new DeliverySettings(
                        ByteSize.parse("64MB"),
                        ByteSize.parse("1MB"),
                        Duration.ofSeconds(1),
                        ByteSize.parse("0"),
                        true),
                new Router<>(List.of(route)),
                catalog,
                new Stores() {
                    @Override
                    public Optional<Store> named(String name) {
                        return stores.stream()
                                .filter(store -> store.name().equals(name))
                                .findFirst();
                    }

                    @Override
                    public Collection<Store> all() {
                        return stores;
                    }
                },
                (store, key) -> {},
                Optional.empty(),
                true,
                Runnable::run);
    }
}
