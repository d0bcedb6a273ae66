package dev.imago.http.api;

import dev.imago.auth.Authenticator;
import dev.imago.auth.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Finds out who is calling before an endpoint answers, see {@link Callers}. Calls without credentials go on as anonymous: each
 * endpoint says what it needs. Wrong credentials are refused everywhere but where nothing depends on them. Keys are taken from
 * {@code Authorization} only; upload tokens also from {@code ?token=}, for PUT, POST and everything below {@code /v1/tus}.
 */
public final class Authentication implements UnaryOperator<Endpoint> {
    private static final Set<String> OPEN = Set.of("/livez", "/readyz", ApiDescription.PATH);
    private static final Set<String> UPLOADING = Set.of("PUT", "POST");

    private final Authenticator authenticator;

    public Authentication(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public Endpoint apply(Endpoint endpoint) {
        return call -> {
            if (!OPEN.contains(call.path()) && !call.method().equals("OPTIONS")) {
                try {
                    authenticate(call);
                } catch (RuntimeException e) {
                    return Problems.of(e, call.requestId());
                }
            }
            return endpoint.handle(call);
        };
    }

    private void authenticate(Call call) {
        Optional<String> authorization = call.headers().first("Authorization");
        Optional<String> token = tokenMayBeInQuery(call) ? call.query().first("token") : Optional.empty();
        Principal principal = authenticator.authenticate(authorization, token, call.remote());
        call.authenticated(principal);
        if (principal.kind() != Principal.Kind.ANONYMOUS) {
            call.logAs(principal.id());
        }
    }

    private static boolean tokenMayBeInQuery(Call call) {
        return UPLOADING.contains(call.method()) || call.path().startsWith("/v1/tus");
    }
}
