package dev.imago;

import dev.imago.config.Check;
import dev.imago.routing.HostPattern;
import java.util.List;
import java.util.Optional;

/**
 * Refuses routes that leave it open which store a new image goes to: the first of a route that serves it without conditions. Keys are the same on all hosts: uploads and adoption ask for
 * the first route of a path, whatever its host. A later route may lead the same paths to another store only for hosts that
 * the earlier one takes first, where nobody gets to it.
 */
final class RouteStores {
    private RouteStores() {}

    static void check(List<RouteSettings> routes, Check check) {
        for (int later = 1; later < routes.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (quarrel(routes.get(earlier), routes.get(later))) {
                    check.refuse(
                            "routes[" + later + "].store",
                            "the store of routes[" + earlier + "] ("
                                    + routes.get(earlier).name()
                                    + "), or another path: both hold the same paths on different hosts, and a key, which"
                                    + " has no host, lies in one store");
                    break;
                }
            }
        }
    }

    private static boolean quarrel(RouteSettings earlier, RouteSettings later) {
        return earlier.owns()
                && later.owns()
                && first(earlier).isPresent()
                && first(later).isPresent()
                && !first(earlier).equals(first(later))
                && earlier.path().meets(later.path())
                && !later.hosts().stream().allMatch(host -> covers(earlier.hosts(), host));
    }

    /** The store that new images go to. */
    private static Optional<String> first(RouteSettings route) {
        return route.storesInOrder().stream().findFirst();
    }

    private static boolean covers(List<HostPattern> hosts, HostPattern other) {
        return hosts.stream().anyMatch(host -> host.covers(other));
    }
}
