package dev.imago.routing;

import dev.imago.config.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * All conditions of all routes on query, header fields and networks. What each of them says of a request makes up what the routes see of
 * it. Values of parameters that are put into paths count as a whole.
 *
 * @param parameters whose values are put into paths
 */
record Senses(
        List<Map.Entry<String, ValuePattern>> query,
        List<Map.Entry<String, ValuePattern>> headers,
        List<Network> networks,
        List<String> parameters) {
    static <T> Senses of(List<Route<T>> routes) {
        var parameters = new TreeSet<String>();
        for (Route<T> route : routes) {
            template(route.action()).references().stream()
                    .filter(reference -> reference.startsWith(Template.PARAMETER))
                    .forEach(reference -> parameters.add(reference.substring(Template.PARAMETER.length())));
        }
        return new Senses(
                routes.stream()
                        .flatMap(route -> route.when().query().entrySet().stream())
                        .distinct()
                        .toList(),
                routes.stream()
                        .flatMap(route -> route.when().headers().entrySet().stream())
                        .distinct()
                        .toList(),
                routes.stream()
                        .flatMap(route -> route.when().clients().stream())
                        .distinct()
                        .toList(),
                List.copyOf(parameters));
    }

    private static Template template(Action action) {
        return new Template(
                switch (action) {
                    case Action.Serve(Optional<Rewrite> rewrite) ->
                        rewrite.map(Rewrite::template).orElse("");
                    case Action.GoOn(Rewrite rewrite) -> rewrite.template();
                    case Action.Redirect(Redirection to) -> to.to().template();
                    case Action.Gone() -> "";
                });
    }

    String seenOf(RouteRequest request) {
        if (query.isEmpty() && headers.isEmpty() && networks.isEmpty()) {
            return "";
        }
        var seen = new StringBuilder();
        if (!query.isEmpty()) {
            QueryValues values = QueryValues.of(request.query());
            query.forEach(wanted -> add(seen, wanted.getValue().matches(values.value(wanted.getKey()))));
            parameters.forEach(name -> values.value(name)
                    .ifPresentOrElse(
                            value -> seen.append(value.length()).append(':').append(value), () -> seen.append('-')));
        }
        headers.forEach(wanted -> add(seen, wanted.getValue().matches(request.header(wanted.getKey()))));
        networks.forEach(network -> add(seen, request.from(network)));
        return seen.toString();
    }

    private static void add(StringBuilder seen, boolean holds) {
        seen.append(holds ? '1' : '0');
    }
}
