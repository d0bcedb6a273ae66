package dev.imago;

import dev.imago.delivery.RenditionRules;
import dev.imago.delivery.Site;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.routing.Route;
import dev.imago.routing.Router;
import dev.imago.store.ImportOnRead;
import dev.imago.store.ReadOnly;
import dev.imago.store.Store;
import dev.imago.transform.policy.RenditionPolicy;
import dev.imago.transform.policy.RenditionSettings;
import dev.imago.upload.UploadPolicies;
import dev.imago.upload.UploadPolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The configured routes: for delivery, and for uploads by key. A reload makes another one. */
final class RouteTable implements UploadPolicies {
    private final OpenStores stores;
    private volatile List<RouteSettings> routes;
    private final BiFunction<RenditionSettings, RouteSettings, RenditionRules> renditions;
    private volatile Router<Site> sites;
    private volatile RenditionPolicy policy;
    private volatile Router<UploadPolicy> uploads;
    private volatile Router<List<String>> warm;
    private volatile Router<List<Store>> origins;

    /** @param renditions the rules that follow from a configuration for a route */
    RouteTable(
            Settings settings,
            OpenStores stores,
            BiFunction<RenditionSettings, RouteSettings, RenditionRules> renditions) {
        this.stores = stores;
        this.renditions = renditions;
        this.routes = settings.allRoutes();
        this.sites = sites(settings);
        this.policy = new RenditionPolicy(settings.renditions());
        this.uploads = uploads(settings);
        this.warm = warm(settings);
        this.origins = origins(settings);
    }

    /** Takes up other routes. */
    void replace(Settings settings) {
        Router<Site> newSites = sites(settings);
        uploads = uploads(settings);
        policy = new RenditionPolicy(settings.renditions());
        warm = warm(settings);
        origins = origins(settings);
        routes = settings.allRoutes();
        sites = newSites;
    }

    /** In their order. */
    List<RouteSettings> routes() {
        return routes;
    }

    /** The names of a route's stores, in order. */
    List<String> storesOf(RouteSettings route) {
        return stores.of(route).stream().map(Store::name).toList();
    }

    Router<Site> sites() {
        return sites;
    }

    /** Which renditions the routes give. */
    RenditionPolicy policy() {
        return policy;
    }

    private Router<Site> sites(Settings settings) {
        return router(
                settings,
                (route, inOrder) -> Site.of(
                        route.name(),
                        inOrder,
                        route.delivery(),
                        route.names().ignoreCase(),
                        renditions.apply(settings.renditions(), route)));
    }

    private Router<UploadPolicy> uploads(Settings settings) {
        return router(settings, (route, inOrder) -> route.upload().policy(inOrder.getFirst()));
    }

    private Router<List<String>> warm(Settings settings) {
        return router(settings, (route, _) -> route.warm());
    }

    /** The presets whose renditions are made of an image after its upload. */
    List<String> presetsAfterUpload(ImageKey key) {
        return warm.routeOf(key).map(Route::target).orElse(List.of());
    }

    private Router<List<Store>> origins(Settings settings) {
        return router(
                settings,
                (_, inOrder) -> inOrder.stream()
                        .filter(store -> store.capability(ImportOnRead.class).isPresent())
                        .toList());
    }

    /** The stores that an image of this key may be imported from, in order. */
    List<Store> originsOf(ImageKey key) {
        return origins.routeOf(key).map(Route::target).orElse(List.of());
    }

    private <T> Router<T> router(Settings settings, BiFunction<RouteSettings, List<Store>, T> target) {
        List<Route<T>> routes = settings.allRoutes().stream()
                .map(route -> route.route(target.apply(route, stores.of(route))))
                .toList();
        return new Router<>(routes);
    }

    @Override
    public UploadPolicy policyFor(ImageKey key) {
        UploadPolicy policy = uploads.routeOf(key)
                .map(Route::target)
                .orElseThrow(() -> new Fault(
                        Fault.Kind.FORBIDDEN, "No route leads to /" + key + ", so nothing can be uploaded there."));
        if (policy.store().capability(ReadOnly.class).isPresent()) {
            throw new Fault(
                    Fault.Kind.FORBIDDEN,
                    "/" + key + " leads to the store '" + policy.store().name() + "', which can only be read.");
        }
        if (policy.formats().isEmpty()) {
            throw new Fault(Fault.Kind.FORBIDDEN, "Nothing can be uploaded below /" + key + ": its route forbids it.");
        }
        return policy;
    }

    @Override
    public Optional<Store> store(String name) {
        return stores.named(name);
    }
}
