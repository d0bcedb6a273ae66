package dev.imago.cli.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An API key.
 *
 * @param key its plain text, right after it was made and never again
 */
public record KeyInfo(
        String id,
        Optional<String> key,
        Optional<String> name,
        List<String> scopes,
        Optional<String> prefix,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> revoked,
        Optional<Instant> lastUsed) {
    @Override
    public String toString() {
        return "KeyInfo[" + id + "]";
    }
}
