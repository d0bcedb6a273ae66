package dev.imago.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cross-origin reading of images (Fetch standard, CORS protocol). Never with credentials. Pure. */
final class ImageCors {
    private static final String METHODS = "GET, HEAD, OPTIONS";

    private ImageCors() {}

    /** The fields that all answers have, whoever asks. They differ by origin only where some may read and others not. */
    static List<Header> constants(DeliveryPolicy policy) {
        if (differsByOrigin(policy)) {
            return List.of(new Header("Vary", "Origin"));
        }
        return policy.corsOrigins().isEmpty() ? List.of() : List.of(new Header("Access-Control-Allow-Origin", "*"));
    }

    /** The answer as this request's origin may read it. */
    static Answer allowing(DeliveryPolicy policy, DeliveryRequest request, Answer answer) {
        if (!differsByOrigin(policy)) {
            return answer;
        }
        return request.header("Origin")
                .filter(policy.corsOrigins()::contains)
                .map(origin -> answer.with(new Header("Access-Control-Allow-Origin", origin)))
                .orElse(answer);
    }

    private static boolean differsByOrigin(DeliveryPolicy policy) {
        return !policy.corsOrigins().isEmpty() && !policy.corsOrigins().contains("*");
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
            headers.add(new Header(
                    "Access-Control-Allow-Headers",
                    "Range, If-Range, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since"));
            headers.add(new Header("Access-Control-Max-Age", "86400"));
        }
        if (differsByOrigin(policy)) {
            headers.add(new Header("Vary", "Origin"));
        }
        return headers;
    }
}
