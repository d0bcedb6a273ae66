package dev.imago.http.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Chooses the endpoint of a request by its path and method. The most specific template that has the method wins: {@code
 * /v1/images:fetch} before {@code /v1/{name}}, {@code /v1/images/{key...}:warm} before {@code /v1/images/{key...}}. A path without any
 * template is 404, a method that none of its templates has is 405 with {@code Allow}; GET answers HEAD too, and OPTIONS is answered with
 * {@code Allow} unless an endpoint is added for it. Filled by one thread, then read by many.
 */
public final class Api {
    private final Map<Template, Map<String, Endpoint>> routes = new TreeMap<>();
    private UnaryOperator<Endpoint> around = UnaryOperator.identity();

    /** What {@link #find} found: the endpoint, its template (for metrics) and the values of the template's placeholders. */
    public record Match(String template, Endpoint endpoint, Map<String, String> parameters) {}

    /**
     * Adds an endpoint.
     *
     * @param method in upper case
     * @param template such as {@code /v1/images/{key...}}
     * @throws IllegalArgumentException if the place is taken
     */
    public Api add(String method, String template, Endpoint endpoint) {
        Map<String, Endpoint> methods = routes.computeIfAbsent(Template.of(template), t -> new LinkedHashMap<>());
        if (methods.putIfAbsent(method, endpoint) != null) {
            throw new IllegalArgumentException(method + " " + template + " has an endpoint");
        }
        return this;
    }

    /** What was added, as method and template: {@code PUT /v1/images/{key...}}. GET also answers HEAD, and all answer OPTIONS. */
    public Set<String> endpoints() {
        Set<String> all = new TreeSet<>();
        routes.forEach(
                (template, methods) -> methods.keySet().forEach(method -> all.add(method + " " + template.text())));
        return all;
    }

    /**
     * Wraps every endpoint, also those for 404, 405 and OPTIONS: the wrapper sees faults as the replies that they became. A later
     * wrapper is further outside.
     */
    public Api around(UnaryOperator<Endpoint> wrapper) {
        UnaryOperator<Endpoint> inner = around;
        around = endpoint -> wrapper.apply(inner.apply(endpoint));
        return this;
    }

    /**
     * The endpoint of a request; always one, which never throws a {@link dev.imago.image.Fault}.
     *
     * @param path as sent, percent-encoded
     */
    public Match find(String method, String path) {
        Set<String> allowed = new TreeSet<>();
        try {
            for (var route : routes.entrySet()) {
                Optional<Map<String, String>> parameters = route.getKey().match(path);
                if (parameters.isPresent()) {
                    Optional<Endpoint> endpoint = endpoint(route.getValue(), method);
                    if (endpoint.isPresent()) {
                        return match(route.getKey().text(), endpoint.get(), parameters.get());
                    }
                    allowed.addAll(route.getValue().keySet());
                }
            }
        } catch (RuntimeException e) {
            return match("", call -> Problems.of(e, call.requestId()), Map.of());
        }
        return allowed.isEmpty() ? match("", Api::notFound, Map.of()) : other(method, allowed);
    }

    private static Optional<Endpoint> endpoint(Map<String, Endpoint> methods, String method) {
        Optional<Endpoint> own = Optional.ofNullable(methods.get(method));
        return own.isEmpty() && method.equals("HEAD") ? Optional.ofNullable(methods.get("GET")) : own;
    }

    private Match other(String method, Set<String> allowed) {
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        allowed.add("OPTIONS");
        String allow = String.join(", ", allowed);
        Endpoint endpoint = method.equals("OPTIONS")
                ? call -> Reply.noContent().with("Allow", allow)
                : call -> Problems.of(
                                405,
                                "method-not-allowed",
                                "This address takes " + allow + ", not " + call.method() + ".",
                                call.requestId())
                        .with("Allow", allow);
        return match("", endpoint, Map.of());
    }

    private Match match(String template, Endpoint endpoint, Map<String, String> parameters) {
        Endpoint safe = call -> {
            try {
                return endpoint.handle(call);
            } catch (Reply.ClientGone e) {
                throw e;
            } catch (Exception e) {
                return Problems.of(e, call.requestId());
            }
        };
        return new Match(template, around.apply(safe), parameters);
    }

    private static Reply notFound(Call call) {
        return Problems.of(404, "absent", "There is nothing at " + call.path() + ".", call.requestId());
    }
}
