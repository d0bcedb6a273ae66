package dev.imago;

import dev.imago.adopt.AdoptionSettings;
import dev.imago.auth.AuthSettings;
import dev.imago.catalog.CatalogSettings;
import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Range;
import dev.imago.config.Reloadable;
import dev.imago.config.Setting;
import dev.imago.delivery.DeliverySettings;
import dev.imago.http.ListenerSettings;
import dev.imago.http.api.CorsSettings;
import dev.imago.ops.AccessLogSettings;
import dev.imago.routing.Router;
import dev.imago.transform.RenderSettings;
import dev.imago.transform.policy.RenditionSettings;
import dev.imago.upload.QuotaSettings;
import dev.imago.upload.fetch.FetchSettings;
import dev.imago.upload.tus.TusSettings;
import dev.imago.webhook.WebhookSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The whole configuration. Each part is a record in the package that it configures. */
public record Settings(
        @Setting(key = "public", doc = "The listener for images: it can only read.")
        ListenerSettings publicListener,

        @Setting(doc = "The listener for uploads, administration and monitoring. Keep it away from the public.")
        ListenerSettings api,

        @Setting(
                doc =
                        "The address by which clients find images, where it is not that of the public listener: behind a proxy or a CDN. The `url` of an image in the api begins with it.",
                example = "https://img.example.com")
        Optional<URI> publicUrl,

        @Setting(
                doc =
                        "Serve this one folder: short for a store named `folder` and a route for all addresses. Not together with `stores`.",
                example = "/var/www/site")
        Optional<Path> folder,

        @Setting(
                doc =
                        "Directory for the catalog, keys and caches. Default: `.imago` in the served folder, or `imago-data` where `stores` are configured.",
                example = "/var/lib/imago")
        Optional<Path> data,

        @Setting(
                doc =
                        "Name of this node; letters, digits and dashes. Where `catalog.url` is a PostgreSQL, each node needs one of its own, other than the default.",
                byDefault = ALONE,
                example = "img-1")
        String node,

        @Setting(
                doc =
                        "When an upload counts as stored: `fsync` once it would survive a power cut, `os` once the operating system has it.",
                byDefault = "fsync")
        Durability durability,

        @Setting(doc = "Where images lie, by name.") Map<String, StoreSettings> stores,

        @Setting(
                doc =
                        "Which addresses lead where, in order; the first that matches wins. Default: every address to the only store.")
        @Reloadable
        List<RouteSettings> routes,

        @Setting(doc = "What is known of each image, and the journal of changes.")
        CatalogSettings catalog,

        @Setting(doc = "The memory tier.") DeliverySettings delivery,

        @Setting(doc = "Renditions: which are made, and for whom.") @Reloadable
        RenditionSettings renditions,

        @Setting(doc = "The processes that make renditions, and what they may take.")
        RenderSettings rendering,

        @Setting(doc = "Files that other programs put into folders.")
        AdoptionSettings adoption,

        @Setting(doc = "How much may lie below which prefix.")
        List<QuotaSettings> quotas,

        @Setting(doc = "Keys and upload tokens.") AuthSettings auth,

        @Setting(doc = "Web pages that may upload from a browser.")
        CorsSettings cors,

        @Setting(doc = "Resumable uploads (tus).") TusSettings tus,

        @Setting(doc = "Uploads by URL.") FetchSettings fetch,

        @Setting(doc = "The log of requests.") AccessLogSettings accessLog,

        @Setting(doc = "Who is told of changes by HTTP.") List<WebhookSettings> webhooks,

        @Setting(doc = "How long a stopping server lets answers in flight finish.", byDefault = "30s")
        @Range(min = "0s", max = "1h")
        Duration grace)
        implements Checked {
    /** The name of a node that has its database alone. */
    private static final String ALONE = "imago";

    /** When an upload counts as stored. */
    public enum Durability {
        FSYNC,
        OS
    }

    @Override
    public void check(Check check) {
        if (publicUrl.filter(url -> !isAddress(url)).isPresent()) {
            check.refuse("public-url", "scheme, host and perhaps a path, such as https://img.example.com");
        }
        if (folder.isEmpty() && stores.isEmpty()) {
            check.refuse("stores", "at least one store, or `folder` for a single one");
        }
        if (folder.isPresent() && !stores.isEmpty()) {
            check.refuse("folder", "nothing, because `stores` are configured");
        }
        if (stores.size() > 1 && routes.isEmpty()) {
            check.refuse("routes", "routes that say which store is for which addresses, as there are several");
        }
        RouteReferences.check(this, check);
        RouteStores.check(routes, check);
        RouteLoops.check(routes, publicUrl, check);
        RouteWarnings.check(this, check);
        if (!node.matches("[A-Za-z0-9-]{1,64}")) {
            check.refuse("node", "1 to 64 letters, digits and dashes");
        }
        if (node.equals(ALONE)
                && catalog.url().filter(url -> !url.startsWith("jdbc:sqlite:")).isPresent()) {
            check.refuse("node", "a name that no other node has, as several can share the catalog; not " + ALONE);
        }
        checkUnique(
                check,
                "routes",
                "name",
                routes.stream().map(RouteSettings::name).toList());
        checkUnique(
                check,
                "quotas",
                "prefix",
                quotas.stream().map(QuotaSettings::prefix).toList());
        checkUnique(
                check,
                "webhooks",
                "name",
                webhooks.stream().map(WebhookSettings::name).toList());
        checkDataIsHidden(check);
    }

    /** Refuses what two entries of a list have in common and must not, at both places. */
    private static void checkUnique(Check check, String list, String key, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            for (int other = 0; other < values.size(); other++) {
                if (other != i && values.get(other).equals(values.get(i))) {
                    check.refuse(
                            list + "[" + i + "]." + key,
                            "a " + key + " that is there once; " + list + "[" + other + "] has the same");
                    break;
                }
            }
        }
    }

    /** What lies in a served folder is served, unless a name on the way starts with a dot. */
    private void checkDataIsHidden(Check check) {
        Path directory = dataDirectory();
        for (Path served : folders()) {
            if (directory.equals(served) || (directory.startsWith(served) && !hidden(served.relativize(directory)))) {
                check.refuse(
                        "data", "a directory outside of " + served + ", or one below it whose name starts with a dot");
            }
        }
    }

    private static boolean hidden(Path relative) {
        for (Path segment : relative) {
            if (segment.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    /** The stores, also where only a folder is configured. */
    public Map<String, StoreSettings> allStores() {
        return folder.<Map<String, StoreSettings>>map(path -> Map.of("folder", new StoreSettings.Folder(path)))
                .orElse(stores);
    }

    /** Whether there is an origin that is to be left. */
    boolean importsOnRead() {
        return allStores().values().stream()
                .anyMatch(store -> store instanceof StoreSettings.Http http && http.importOnRead());
    }

    /** The routes, also where none is configured. */
    public List<RouteSettings> allRoutes() {
        return routes.isEmpty() ? List.of(RouteSettings.everything()) : routes;
    }

    /** The rules of the routes, each leading to the names of its stores, in order. */
    public Router<List<String>> rules() {
        List<String> only = storeNames().stream().limit(1).toList();
        return new Router<>(allRoutes().stream()
                .map(route -> route.route(route.storesInOrder().isEmpty() ? only : route.storesInOrder()))
                .toList());
    }

    /** The data directory, absolute. */
    public Path dataDirectory() {
        return data.or(() -> folder.map(path -> path.resolve(".imago")))
                .orElse(Path.of("imago-data"))
                .toAbsolutePath()
                .normalize();
    }

    private static boolean isAddress(URI url) {
        return List.of("http", "https").contains(url.getScheme())
                && url.getHost() != null
                && url.getQuery() == null
                && url.getFragment() == null;
    }

    Set<String> storeNames() {
        return allStores().keySet();
    }

    private List<Path> folders() {
        return allStores().values().stream()
                .filter(StoreSettings.Folder.class::isInstance)
                .map(store ->
                        ((StoreSettings.Folder) store).path().toAbsolutePath().normalize())
                .toList();
    }
}
