package dev.imago;

import dev.imago.http.api.admin.MigrationSource;
import dev.imago.http.api.admin.MigrationSources;
import dev.imago.image.Fault;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells what is to be moved from the routes, and from what the catalog knows. A migration is about keys that begin alike and lie in one
 * store, so a route stands for one only if that is what it says.
 */
final class RouteSources implements MigrationSources {
    private final Supplier<List<RouteSettings>> routes;
    private final Function<RouteSettings, List<String>> storesOf;
    private final Function<String, List<String>> known;

    /**
     * Wires it.
     *
     * @param routes as they are now
     * @param storesOf the names of a route's stores, in order
     * @param known the names of the stores that images below a prefix lie in
     */
    RouteSources(
            Supplier<List<RouteSettings>> routes,
            Function<RouteSettings, List<String>> storesOf,
            Function<String, List<String>> known) {
        this.routes = routes;
        this.storesOf = storesOf;
        this.known = known;
    }

    @Override
    public MigrationSource ofRoute(String name, Optional<String> from) {
        RouteSettings route = routes.get().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
        String prefix = prefix(route);
        String store = store(route, from);
        List<String> lying = known.apply(prefix);
        if (from.isEmpty() && !lying.isEmpty() && !lying.contains(store)) {
            throw invalid("The route '" + name + "' leads to '" + store + "', but its images lie in " + quoted(lying)
                    + ": say which by from.");
        }
        return new MigrationSource(prefix, store);
    }

    private Fault unknown(String name) {
        List<String> names = routes.get().stream().map(RouteSettings::name).toList();
        return invalid("There is no route '" + name + "'; there are " + quoted(names) + ".");
    }

    private static String prefix(RouteSettings route) {
        String instead = ": say which keys are meant by prefix and from.";
        if (route.gone() || route.redirect().isPresent()) {
            throw invalid("The route '" + route.name() + "' has no images.");
        }
        if (route.rewrite().isPresent()) {
            throw invalid("The route '" + route.name() + "' rewrites paths, so its images have other keys" + instead);
        }
        if (!route.when().none()) {
            throw invalid("The route '" + route.name() + "' has conditions, which keys know nothing of" + instead);
        }
        return route.path()
                .prefix()
                .map(path -> path.substring(1))
                .orElseThrow(() -> invalid("The route '" + route.name() + "' is for " + route.path()
                        + ", which is no plain prefix such as /upload/**" + instead));
    }

    private String store(RouteSettings route, Optional<String> from) {
        List<String> stores = storesOf.apply(route);
        if (from.isPresent() && !stores.contains(from.get())) {
            throw invalid("'" + from.get() + "' is no store of the route '" + route.name() + "', which leads to "
                    + quoted(stores) + ".");
        }
        if (from.isEmpty() && stores.size() > 1) {
            throw invalid("The route '" + route.name() + "' leads to several stores, " + quoted(stores)
                    + ": say by from which is meant.");
        }
        return from.orElse(stores.getFirst());
    }

    @Override
    public MigrationSource below(String prefix, String to) {
        List<String> lying =
                known.apply(prefix).stream().filter(store -> !store.equals(to)).toList();
        if (lying.size() != 1) {
            String where = prefix.isEmpty() ? "" : " below '" + prefix + "'";
            throw invalid(
                    lying.isEmpty()
                            ? "No image is known" + where + " outside of '" + to + "': say by from what is to be moved."
                            : "Images" + where + " lie in several stores, " + quoted(lying)
                                    + ": say by from which is meant.");
        }
        return new MigrationSource(prefix, lying.getFirst());
    }

    private static String quoted(List<String> names) {
        return "'" + String.join("', '", names) + "'";
    }

    private static Fault invalid(String message) {
        return new Fault(Fault.Kind.INVALID, message);
    }
}
