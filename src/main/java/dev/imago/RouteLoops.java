package dev.imago;

import dev.imago.config.Check;
import dev.imago.routing.Loops;
import dev.imago.routing.Router;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Refuses redirects in which clients would go round, as far as they are found. */
final class RouteLoops {
    private RouteLoops() {}

    static void check(List<RouteSettings> routes, Optional<URI> publicUrl, Check check) {
        var router = new Router<>(
                routes.stream().map(route -> route.route(route.name())).toList());
        var loops = new Loops(router, publicUrl.map(URI::getHost).stream().collect(Collectors.toSet()));
        for (int i = 0; i < routes.size(); i++) {
            String key = "routes[" + i + "].redirect.to";
            loops.from(router.routes().get(i))
                    .ifPresent(way -> check.refuse(
                            key, "an address where the way ends; this one goes round: " + String.join(" → ", way)));
        }
    }
}
