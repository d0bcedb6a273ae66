package dev.imago.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One rule: which addresses it is for, and what becomes of them.
 *
 * @param name unique; shown in logs, metrics and explanations
 * @param hosts any of these
 * @param when what else has to hold
 * @param target what the route leads to, in the terms of whoever asks the router
 */
public record Route<T>(
        String name,
        List<HostPattern> hosts,
        PathPattern path,
        Conditions when,
        Action action,
        NameRules names,
        T target) {
    public Route {
        hosts = List.copyOf(hosts);
    }

    /** A route without conditions that serves images. */
    public Route(
            String name,
            List<HostPattern> hosts,
            PathPattern path,
            Optional<Rewrite> rewrite,
            NameRules names,
            T target) {
        this(name, hosts, path, Conditions.NONE, new Action.Serve(rewrite), names, target);
    }

    boolean anyHost() {
        return hosts.stream().anyMatch(HostPattern::any);
    }

    boolean matchesHost(String host) {
        return hosts.stream().anyMatch(pattern -> pattern.matches(host));
    }

    /** Whether an image whose key is its path belongs to it: whoever asks, and whatever its state. */
    public boolean owns() {
        return when.none() && action instanceof Action.Serve(Optional<Rewrite> rewrite) && rewrite.isEmpty();
    }

    /** What is taken of a path and query that match. */
    Optional<Taken> take(String path, QueryValues query) {
        return this.path.match(path).map(numbered -> new Taken(numbered, named(numbered, query)));
    }

    private Map<String, String> named(List<String> numbered, QueryValues query) {
        if (path.names().isEmpty() && when.query().isEmpty()) {
            return Map.of();
        }
        var named = new HashMap<String, String>();
        when.query()
                .keySet()
                .forEach(name -> query.value(name).ifPresent(value -> named.put(Template.PARAMETER + name, value)));
        path.names().forEach((name, number) -> named.put(name, numbered.get(number - 1)));
        return named;
    }
}
