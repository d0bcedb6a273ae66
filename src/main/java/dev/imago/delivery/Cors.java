package dev.imago.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cross-origin reading of images (Fetch standard, CORS protocol). Never with credentials. Pure. */
final class Cors {
    private static final String METHODS = "GET, HEAD, OPTIONS";

    private Cors() {}

    /** Whether some origins are allowed and others are not. */
    static boolean differsByOrigin(DeliveryPolicy policy) {
        return !policy.corsOrigins().isEmpty() && !policy.corsOrigins().contains("*");
    }

    /** The field that an answer needs in addition to its block, for this origin. */
    static Optional<Header> allowing(DeliveryPolicy policy, Optional<String> origin) {
        return differsByOrigin(policy)
                ? origin.filter(policy.corsOrigins()::contains).map(o -> new Header("Access-Control-Allow-Origin", o))
                : Optional.empty();
    }

    /** The header fields of the answer to OPTIONS. */
    static List<Header> options(DeliveryPolicy policy, DeliveryRequest request) {
        var headers = new ArrayList<Header>();
        headers.add(new Header("Allow", METHODS));
        Optional<String> origin = request.header("Origin");
        boolean preflight = origin.isPresent()
                && request.header("Access-Control-Request-Method").isPresent();
        boolean all = policy.corsOrigins().contains("*");
        if (preflight && (all || policy.corsOrigins().contains(origin.get()))) {
            headers.add(new Header("Access-Control-Allow-Origin", all ? "*" : origin.get()));
            headers.add(new Header("Access-Control-Allow-Methods", METHODS));
            headers.add(
                    new Header("Access-Control-Allow-Headers", "Range, If-Range, If-None-Match, If-Modified-Since"));
            headers.add(new Header("Access-Control-Max-Age", "86400"));
        }
        if (differsByOrigin(policy)) {
            headers.add(new Header("Vary", "Origin"));
        }
        return headers;
    }
}
