package dev.imago.routing;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.routing.Finding.Aspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way of one request past the rules, in their order. Not thread-safe. */
final class Walk<T> {
    private final RouteRequest request;
    private final String host;
    private Optional<QueryValues> query = Optional.empty();
    private Optional<List<String>> rewritten = Optional.empty();
    private Dependence dependence = Dependence.NONE;
    private Optional<Fault> undecodable = Optional.empty();

    /** A reading of the path, and what the rule took of it. */
    private record Reading(String path, Taken taken) {}

    Walk(RouteRequest request) {
        this.request = request;
        this.host = Router.hostOf(request.authority());
    }

    /** @throws Fault of kind {@code INVALID} where the rule serves images and the path cannot be one's */
    Finding<T> at(Route<T> route) {
        if (!route.matchesHost(host)) {
            return new Finding.Missed<>(Aspect.HOST, route.hosts(), host);
        }
        List<Reading> readings = readings(route);
        if (readings.isEmpty()) {
            return new Finding.Missed<>(
                    Aspect.PATH,
                    route.path(),
                    rewritten.map(paths -> paths.getFirst()).orElse(request.path()));
        }
        Conditions when = route.when();
        if (when.onRequest()) {
            Optional<Finding<T>> missed = missed(when);
            if (missed.isPresent()) {
                return missed.get();
            }
        }
        if (route.action() instanceof Action.GoOn(Rewrite rewrite)) {
            rewritten = Optional.of(readings.stream()
                    .map(reading -> rewrite.apply(reading.taken()))
                    .distinct()
                    .toList());
            return new Finding.WentOn<>(rewritten.get().getFirst());
        }
        return new Finding.Led<>(match(route, readings));
    }

    private List<Reading> readings(Route<T> route) {
        var readings = new ArrayList<Reading>();
        for (String path : paths(route)) {
            route.take(path, query(route)).ifPresent(taken -> readings.add(new Reading(path, taken)));
        }
        return readings;
    }

    private List<String> paths(Route<T> route) {
        if (rewritten.isPresent()) {
            return rewritten.get();
        }
        try {
            return PathDecoder.decode(request.path(), route.names());
        } catch (Fault invalid) {
            undecodable = Optional.of(invalid);
            return List.of();
        }
    }

    private QueryValues query(Route<T> route) {
        return route.when().query().isEmpty() ? QueryValues.of(Optional.empty()) : query();
    }

    private QueryValues query() {
        if (query.isEmpty()) {
            query = Optional.of(QueryValues.of(request.query()));
        }
        return query.get();
    }

    /** The query is part of the address; what the others decide depends on more than that, whether they hold or not. */
    private Optional<Finding<T>> missed(Conditions when) {
        if (!when.query().isEmpty()) {
            Optional<Conditions.Wrong> wrong = when.wrongParameter(query());
            if (wrong.isPresent()) {
                return wrong.map(parameter -> missed(Aspect.QUERY, parameter));
            }
        }
        dependence = dependence.and(when);
        if (!when.fromHere(request)) {
            return Optional.of(new Finding.Missed<>(Aspect.CLIENT, when.clients(), ""));
        }
        return when.wrongHeader(request).map(field -> missed(Aspect.HEADER, field));
    }

    private Finding<T> missed(Aspect aspect, Conditions.Wrong wrong) {
        String found = wrong.found().map(value -> "'" + value + "'").orElse("not there");
        return new Finding.Missed<>(aspect, wrong.name() + " '" + wrong.wanted() + "'", found);
    }

    private Match<T> match(Route<T> route, List<Reading> readings) {
        if (route.when().onImage()) {
            dependence = dependence.onImage();
        }
        List<ImageKey> keys = keys(route, readings);
        Optional<String> location = route.action() instanceof Action.Redirect(Redirection to)
                ? Optional.of(to.to()
                        .location(readings.getFirst().taken(), to.keepQuery() ? request.query() : Optional.empty()))
                : Optional.empty();
        return new Match<>(route, route.target(), keys, location, dependence);
    }

    /** A redirect and a 410 need no key, unless for what they want of the image. */
    private static List<ImageKey> keys(Route<?> route, List<Reading> readings) {
        Optional<Rewrite> rewrite =
                route.action() instanceof Action.Serve(Optional<Rewrite> to) ? to : Optional.empty();
        var keys = new ArrayList<ImageKey>();
        Optional<Fault> noKey = Optional.empty();
        for (Reading reading : readings) {
            try {
                keyOf(rewrite.map(to -> to.apply(reading.taken())).orElse(reading.path()))
                        .filter(key -> !keys.contains(key))
                        .ifPresent(keys::add);
            } catch (Fault invalid) {
                noKey = noKey.or(() -> Optional.of(invalid));
            }
        }
        if (keys.isEmpty() && noKey.isPresent() && route.action() instanceof Action.Serve) {
            throw noKey.get();
        }
        return keys;
    }

    private static Optional<ImageKey> keyOf(String path) {
        String plain = path.startsWith("/") ? path.substring(1) : path;
        return plain.isEmpty() || plain.endsWith("/") ? Optional.empty() : Optional.of(ImageKey.of(plain));
    }

    /** Why the path could not be read, if no rule was for it. */
    Optional<Fault> undecodable() {
        return undecodable;
    }
}
