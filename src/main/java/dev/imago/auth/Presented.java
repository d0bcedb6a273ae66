package dev.imago.auth;

import dev.imago.image.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Reads the field {@code Authorization}: Bearer (RFC 6750) or Basic (RFC 7617), with the key as the password. */
final class Presented {
    private static final int MAX_CHARS = 8192;

    private Presented() {}

    /**
     * The key or token.
     *
     * @throws Fault of kind {@code UNAUTHENTICATED} that does not repeat what was sent
     */
    static String in(String authorization) {
        String[] parts = authorization.strip().split(" +", 2);
        if (parts.length == 2 && authorization.length() <= MAX_CHARS) {
            String scheme = parts[0].toLowerCase(Locale.ROOT);
            if (scheme.equals("bearer")) {
                return parts[1];
            }
            if (scheme.equals("basic")) {
                return password(parts[1]);
            }
        }
        throw refused();
    }

    private static String password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon >= 0) {
                return pair.substring(colon + 1);
            }
        } catch (IllegalArgumentException e) {
            // falls through to the refusal
        }
        throw refused();
    }

    private static Fault refused() {
        return new Fault(
                Fault.Kind.UNAUTHENTICATED,
                "The Authorization header is neither \"Bearer KEY\" nor Basic with the key as the password.");
    }
}
