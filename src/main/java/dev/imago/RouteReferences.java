package dev.imago;

import dev.imago.config.Check;
import java.util.List;

/** Refuses routes that name stores or presets which are not there. */
final class RouteReferences {
    private RouteReferences() {}

    static void check(Settings settings, Check check) {
        for (int i = 0; i < settings.routes().size(); i++) {
            check(settings, settings.routes().get(i), "routes[" + i + "].", check);
        }
    }

    private static void check(Settings settings, RouteSettings route, String place, Check check) {
        List<String> known = List.copyOf(settings.storeNames());
        List<String> presets = List.copyOf(settings.renditions().presets().keySet());
        String key = place + (route.store().isPresent() ? "store" : "stores");
        for (String store : route.storesInOrder()) {
            if (!known.contains(store)) {
                check.refuse(key, "the name of a store", known);
            }
        }
        for (String preset : route.warm()) {
            if (!presets.contains(preset)) {
                check.refuse(place + "warm", "names of presets", presets);
            }
        }
        boolean served = !route.gone() && route.redirect().isEmpty() && !route.goOn();
        if (route.storesInOrder().isEmpty()
                && known.size() > 1
                && (served || route.when().onImage())) {
            check.refuse(place + "store", "the name of a store, as there are several");
        }
    }
}
