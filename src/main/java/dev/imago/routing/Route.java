package dev.imago.routing;

import java.util.List;
import java.util.Optional;

/**
 * One rule: which addresses it is for, and what becomes of them.
 *
 * @param name unique; shown in logs, metrics and explanations
 * @param hosts any of these
 * @param target what the route leads to, in the terms of whoever asks the router
 */
public record Route<T>(
        String name, List<HostPattern> hosts, PathPattern path, Optional<Rewrite> rewrite, NameRules names, T target) {
    public Route {
        hosts = List.copyOf(hosts);
    }

    boolean anyHost() {
        return hosts.stream().anyMatch(HostPattern::any);
    }

    boolean matchesHost(String host) {
        return hosts.stream().anyMatch(pattern -> pattern.matches(host));
    }
}
