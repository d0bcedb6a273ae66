package dev.imago;

import dev.imago.config.Check;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Warns of routes and stores that can work, but are likely not what was meant. */
final class RouteWarnings {
    private RouteWarnings() {}

    static void check(Settings settings, Check check) {
        for (int i = 0; i < settings.routes().size(); i++) {
            String key = "routes[" + i + "].stores";
            neverWritten(settings.routes().get(i), settings.stores())
                    .ifPresent(
                            store -> check.warn(
                                    key,
                                    "the first store takes the uploads, and '" + store
                                            + "' can only be read: put another one before it, or say `upload: {enabled: false}`"));
        }
        settings.stores().forEach((name, store) -> {
            if (store instanceof StoreSettings.Http http
                    && http.importOnRead()
                    && settings.allRoutes().stream().noneMatch(route -> imports(route, name, settings.stores()))) {
                check.warn(
                        "stores." + name + ".import-on-read",
                        "no route that takes uploads has it behind a store which can be written, so nothing is imported");
            }
        });
        for (String store : settings.stores().keySet()) {
            if (settings.allRoutes().stream().noneMatch(route -> leadsTo(route, store, settings.stores()))) {
                check.warn(
                        "stores." + store,
                        "no route leads to it, so it is neither read nor written, unless images are moved there");
            }
        }
    }

    /** A route with one store that is only read says what it wants. */
    private static Optional<String> neverWritten(RouteSettings route, Map<String, StoreSettings> stores) {
        List<String> inOrder = route.storesInOrder();
        boolean uploads = route.owns() && route.upload().enabled();
        return inOrder.size() > 1 && uploads && stores.get(inOrder.getFirst()) instanceof StoreSettings.Http
                ? Optional.of(inOrder.getFirst())
                : Optional.empty();
    }

    private static boolean imports(RouteSettings route, String origin, Map<String, StoreSettings> stores) {
        List<String> inOrder = route.storesInOrder();
        return route.owns()
                && route.upload().enabled()
                && inOrder.contains(origin)
                && !(stores.get(inOrder.getFirst()) instanceof StoreSettings.Http);
    }

    /** A route that names none leads to the only one. */
    private static boolean leadsTo(RouteSettings route, String store, Map<String, StoreSettings> stores) {
        List<String> inOrder = route.storesInOrder();
        return inOrder.contains(store) || (inOrder.isEmpty() && stores.size() == 1);
    }
}
