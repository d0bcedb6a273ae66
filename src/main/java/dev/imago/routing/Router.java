package dev.imago.routing;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The routes in their order; the first that matches wins. Immutable, so that a reload swaps the whole table at once. */
public final class Router<T> {
    private final List<Route<T>> routes;
    private final boolean hostSensitive;
    private final Senses senses;

    public Router(List<Route<T>> routes) {
        this.routes = List.copyOf(routes);
        this.hostSensitive = !routes.stream().allMatch(Route::anyHost);
        this.senses = Senses.of(routes);
    }

    public List<Route<T>> routes() {
        return routes;
    }

    /** Whether the same path can lead to different images on different hosts. */
    public boolean hostSensitive() {
        return hostSensitive;
    }

    /**
     * All that routes see of a request beside host and path, as far as it makes a difference to them: what is equal here leads to the
     * same, unless routes look at images. Empty where no route has such conditions.
     */
    public String seenOf(RouteRequest request) {
        return senses.seenOf(request);
    }

    /**
     * Finds the route of a request.
     *
     * @param holds whether the conditions of a route on its image hold; asked only of routes that have some
     * @return nothing when no route is for this address, or it names no image (a path that ends in a slash)
     * @throws Fault of kind {@code INVALID} for a path that no image can have; what {@code holds} throws
     */
    public Optional<Match<T>> match(RouteRequest request, Predicate<Match<T>> holds) {
        var walk = new Walk<T>(request);
        for (Route<T> route : routes) {
            if (walk.at(route) instanceof Finding.Led<T>(Match<T> match)
                    && (!route.when().onImage() || holds.test(match))) {
                return Optional.of(match).filter(Router::leadsSomewhere);
            }
        }
        return nothing(walk);
    }

    /** Finds it for a request whose image is not looked at: conditions on images do not hold. */
    public Optional<Match<T>> match(RouteRequest request) {
        return match(request, _ -> false);
    }

    /**
     * All that may become of a request, depending on its image: what conditional routes lead to, and, as the last, what holds if none of
     * their conditions does.
     *
     * @throws Fault of kind {@code INVALID} for a path that no image can have
     */
    public List<Match<T>> possible(RouteRequest request) {
        var walk = new Walk<T>(request);
        var possible = new ArrayList<Match<T>>();
        for (Route<T> route : routes) {
            if (walk.at(route) instanceof Finding.Led<T>(Match<T> match)) {
                possible.add(match);
                if (!route.when().onImage()) {
                    return possible;
                }
            }
        }
        nothing(walk);
        return possible;
    }

    private Optional<Match<T>> nothing(Walk<T> walk) {
        if (walk.undecodable().isPresent()) {
            throw walk.undecodable().get();
        }
        return Optional.empty();
    }

    static boolean leadsSomewhere(Match<?> match) {
        return !match.keys().isEmpty() || !(match.route().action() instanceof Action.Serve);
    }

    /** Finds the route under which an image of this key is served without a rewrite, whatever the host and whoever asks. */
    public Optional<Route<T>> routeOf(ImageKey key) {
        String path = "/" + key;
        return routes.stream()
                .filter(route -> route.owns() && route.path().match(path).isPresent())
                .findFirst();
    }

    /** The host of an authority, in lower case and without its port. */
    public static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > 0
                && authority.indexOf(']', colon) < 0
                && (authority.indexOf(':') == colon || authority.charAt(colon - 1) == ']');
        return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    }
}
