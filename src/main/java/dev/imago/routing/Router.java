package dev.imago.routing;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The routes in their order; the first that matches wins. Immutable, so that a reload swaps the whole table at once. */
public final class Router<T> {
    /**
     * What an address leads to.
     *
     * @param otherReadings keys that the address can mean if there is no image of the first: its bytes read in a legacy
     *     encoding
     */
    public record Match<T>(Route<T> route, ImageKey key, List<ImageKey> otherReadings) {
        /** The same match, decided for another key. */
        public Match<T> withKey(ImageKey other) {
            return new Match<>(route, other, List.of());
        }
    }

    private final List<Route<T>> routes;
    private final boolean hostSensitive;

    public Router(List<Route<T>> routes) {
        this.routes = List.copyOf(routes);
        this.hostSensitive = !routes.stream().allMatch(Route::anyHost);
    }

    /** Whether the same path can lead to different images on different hosts. */
    public boolean hostSensitive() {
        return hostSensitive;
    }

    /**
     * Finds the route of a request.
     *
     * @param authority the host as the client sees it, with or without port
     * @param rawPath of the request target, without query
     * @return nothing when no route is for this address, or it names no image (a path that ends in a slash)
     * @throws Fault of kind {@code INVALID} for a path that no image can have
     */
    public Optional<Match<T>> match(String authority, String rawPath) {
        String host = hostOf(authority);
        Optional<Fault> undecodable = Optional.empty();
        for (Route<T> route : routes) {
            if (!route.matchesHost(host)) {
                continue;
            }
            try {
                List<String> paths = PathDecoder.decode(rawPath, route.names()).stream()
                        .filter(path -> route.path().match(path).isPresent())
                        .toList();
                if (!paths.isEmpty()) {
                    return match(route, paths);
                }
            } catch (Fault invalid) {
                undecodable = Optional.of(invalid);
            }
        }
        if (undecodable.isPresent()) {
            throw undecodable.get();
        }
        return Optional.empty();
    }

    /** Finds the route under which an image of this key is served without a rewrite, whatever the host. */
    public Optional<Route<T>> routeOf(ImageKey key) {
        String path = "/" + key;
        return routes.stream()
                .filter(route ->
                        route.rewrite().isEmpty() && route.path().match(path).isPresent())
                .findFirst();
    }

    private static <T> Optional<Match<T>> match(Route<T> route, List<String> paths) {
        var keys = new ArrayList<ImageKey>();
        Optional<Fault> noKey = Optional.empty();
        for (String path : paths) {
            try {
                keyOf(rewritten(route, path)).ifPresent(keys::add);
            } catch (Fault invalid) {
                noKey = noKey.or(() -> Optional.of(invalid));
            }
        }
        if (keys.isEmpty() && noKey.isPresent()) {
            throw noKey.get();
        }
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(new Match<>(route, keys.getFirst(), List.copyOf(keys.subList(1, keys.size()))));
    }

    private static String rewritten(Route<?> route, String path) {
        return route.rewrite()
                .flatMap(rewrite -> route.path().match(path).map(rewrite::apply))
                .orElse(path);
    }

    private static Optional<ImageKey> keyOf(String path) {
        String plain = path.startsWith("/") ? path.substring(1) : path;
        return plain.isEmpty() || plain.endsWith("/") ? Optional.empty() : Optional.of(ImageKey.of(plain));
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
