package dev.imago.http.api;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Lets scripts of the configured origins call the api listener (the CORS protocol of the Fetch standard, §3.3). Cookies are never used, so
 * credentials mode is not allowed. Belongs outside of {@link Authentication}, so that a script can read a refusal too.
 */
public final class ApiCors implements UnaryOperator<Endpoint> {
    private static final String METHODS = "GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS";
    private static final String REQUEST_HEADERS = "Authorization, Content-Type, If-Match, If-None-Match, Repr-Digest, "
            + "Content-Digest, Tus-Resumable, Upload-Length, Upload-Offset, Upload-Metadata, Upload-Checksum, "
            + "X-HTTP-Method-Override, X-Requested-With, X-Request-ID";
    private static final String REPLY_HEADERS = "Location, ETag, Retry-After, WWW-Authenticate, X-Request-Id, "
            + "Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Offset, "
            + "Upload-Length, Upload-Metadata, Upload-Expires, Imago-Key, Imago-Location";

    private final Set<String> origins;
    private final boolean any;
    private final String maxAge;

    public ApiCors(CorsSettings settings) {
        this.origins = settings.origins().stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        this.any = origins.contains("*");
        this.maxAge = Long.toString(settings.maxAge().toSeconds());
    }

    @Override
    public Endpoint apply(Endpoint endpoint) {
        if (origins.isEmpty()) {
            return endpoint;
        }
        return call -> {
            Optional<String> origin = call.headers().first("Origin");
            boolean allowed =
                    origin.isPresent() && (any || origins.contains(origin.get().toLowerCase(Locale.ROOT)));
            Reply reply = endpoint.handle(call);
            if (!any) {
                reply = reply.with("Vary", "Origin");
            }
            if (!allowed) {
                return reply;
            }
            reply = reply.with("Access-Control-Allow-Origin", any ? "*" : origin.get());
            return preflight(call)
                    ? reply.with("Access-Control-Allow-Methods", METHODS)
                            .with("Access-Control-Allow-Headers", REQUEST_HEADERS)
                            .with("Access-Control-Max-Age", maxAge)
                    : reply.with("Access-Control-Expose-Headers", REPLY_HEADERS);
        };
    }

    private static boolean preflight(Call call) {
        return call.method().equals("OPTIONS") && call.headers().contains("Access-Control-Request-Method");
    }
}
