package dev.imago.routing;

import dev.imago.image.Fault;
import dev.imago.image.PercentEncoding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds redirects that lead to themselves, or in a circle, by following them: for each one a request is made up that it is for, and the rules are
 * asked where it ends. So what is found is a circle; but there may be one that no made-up request gets into: behind an expression that is not
 * understood, for some of a rule's addresses only, or by way of a host of which nobody says that it leads here. Rewrites make no circles, since only the rules behind them
 * are asked.
 */
public final class Loops {
    /** Browsers follow twenty. */
    static final int MOST_HOPS = 10;

    /** What an image is in the two worlds that are tried: in one there are none, in the other all have always been there. */
    private static final List<Optional<Instant>> WORLDS = List.of(Optional.empty(), Optional.of(Instant.EPOCH));

    private static final Instant NOW = Instant.parse("9999-01-01T00:00:00Z");

    private final Router<?> router;
    private final Set<String> own;

    /** @param own hosts that lead here, beside those that routes name */
    public Loops(Router<?> router, Set<String> own) {
        this.router = router;
        this.own = Set.copyOf(own);
    }

    /** The addresses that a client goes through who never arrives, if the rule is a redirect that begins such a way. */
    public Optional<List<String>> from(Route<?> rule) {
        if (!(rule.action() instanceof Action.Redirect)) {
            return Optional.empty();
        }
        return specimens(rule)
                .flatMap(request -> WORLDS.stream().flatMap(image -> follow(router, rule, request, image).stream()))
                .findFirst();
    }

    private <T> Optional<List<String>> follow(
            Router<T> rules, Route<?> rule, PlainRequest first, Optional<Instant> image) {
        var way = new ArrayList<String>();
        PlainRequest now = first;
        while (way.size() <= MOST_HOPS) {
            Optional<Match<T>> match = match(rules, now, image);
            Optional<String> location = match.flatMap(Match::location);
            if (location.isEmpty() || (way.isEmpty() && !match.get().route().equals(rule))) {
                return Optional.empty();
            }
            way.add(address(now));
            now = at(location.get(), now);
            if (!leadsHere(now, first)) {
                return Optional.empty();
            }
            if (way.contains(address(now))) {
                way.add(address(now));
                return Optional.of(way);
            }
        }
        return Optional.of(way);
    }

    private static <T> Optional<Match<T>> match(Router<T> router, PlainRequest request, Optional<Instant> image) {
        try {
            return router.match(request, match -> match.route().when().hold(image, NOW));
        } catch (Fault refused) {
            return Optional.empty();
        }
    }

    private boolean leadsHere(PlainRequest request, PlainRequest first) {
        String host = Router.hostOf(request.authority());
        return request.authority().equals(first.authority())
                || own.contains(host)
                || router.routes().stream().anyMatch(route -> !route.anyHost() && route.matchesHost(host));
    }

    private static String address(PlainRequest request) {
        return request.authority()
                + request.path()
                + request.query().map(text -> "?" + text).orElse("");
    }

    private static PlainRequest at(String location, PlainRequest before) {
        int host = location.indexOf("://") + 3;
        boolean elsewhere = !location.startsWith("/");
        int path = elsewhere ? location.indexOf('/', host) : 0;
        return before.at(elsewhere ? location.substring(host, path) : before.authority(), location.substring(path));
    }

    /** Requests that the rule is for, as far as they can be made up. */
    private static Stream<PlainRequest> specimens(Route<?> rule) {
        Conditions when = rule.when();
        Optional<Map<String, String>> query = specimens(when.query());
        Optional<Map<String, String>> headers = specimens(when.headers());
        if (query.isEmpty() || headers.isEmpty()) {
            return Stream.empty();
        }
        Optional<String> text = Optional.of(query.get().entrySet().stream()
                        .map(one -> PercentEncoding.encodeQuery(one.getKey())
                                + '='
                                + PercentEncoding.encodeQuery(one.getValue()))
                        .sorted()
                        .collect(Collectors.joining("&")))
                .filter(some -> !some.isEmpty());
        return rule.hosts().stream()
                .map(Loops::specimen)
                .flatMap(host -> rule.path().specimens().stream()
                        .map(path -> new PlainRequest(
                                host,
                                PercentEncoding.encodePath(path),
                                text,
                                headers.get(),
                                network -> when.clients().stream().anyMatch(network::covers))));
    }

    private static String specimen(HostPattern host) {
        return host.any() ? "any.example" : host.text().replace("*", "any");
    }

    /** A value for each name that is to have one; empty if there is none for some. */
    private static Optional<Map<String, String>> specimens(Map<String, ValuePattern> wanted) {
        var values = new HashMap<String, String>();
        for (var one : wanted.entrySet()) {
            if (one.getValue().positive()) {
                Optional<String> value = one.getValue().specimen();
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                values.put(one.getKey(), value.get());
            }
        }
        return Optional.of(values);
    }
}
