package dev.imago.store.http;

import dev.imago.image.Fault;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where an origin may send its reader. To itself, and to hosts that the administrator named, by the same scheme or a safer one: an origin
 * that was taken over must not make this server talk to its neighbours.
 */
final class Redirects {
    private final URI origin;
    private final Set<String> hosts;

    /** @param hosts names of others that it may lead to */
    Redirects(URI origin, Set<String> hosts) {
        this.origin = origin;
        this.hosts = hosts;
    }

    /**
     * Where to go on; nothing where the address turns out to be that of a directory, which is no image.
     *
     * @throws Fault of kind {@code BAD_UPSTREAM} for what is not permitted
     */
    Optional<URI> follow(URI from, Fields fields) {
        URI to = fields.first("Location")
                .flatMap(location -> resolve(from, location))
                .orElseThrow(() -> OriginFaults.bad("The origin redirects to nowhere."));
        if (!permitted(to)) {
            throw OriginFaults.bad("The origin redirects to a place that is not among those allowed.")
                    .withDetail("to " + to);
        }
        boolean directory = to.getRawPath().equals(from.getRawPath() + "/");
        return directory ? Optional.empty() : Optional.of(to);
    }

    boolean isOrigin(URI uri) {
        return uri.getScheme().equalsIgnoreCase(origin.getScheme())
                && uri.getHost().equalsIgnoreCase(origin.getHost())
                && uri.getPort() == origin.getPort();
    }

    private boolean permitted(URI to) {
        boolean web = to.getHost() != null && to.getRawPath() != null && to.getRawUserInfo() == null;
        return web
                && (isOrigin(to) || (asSafe(to) && hosts.contains(to.getHost().toLowerCase(Locale.ROOT))));
    }

    private boolean asSafe(URI to) {
        return to.getScheme().equalsIgnoreCase("https")
                || (to.getScheme().equalsIgnoreCase("http")
                        && origin.getScheme().equalsIgnoreCase("http"));
    }

    private static Optional<URI> resolve(URI from, String location) {
        try {
            return Optional.of(from.resolve(location));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
