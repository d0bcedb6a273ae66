package dev.imago.auth;

import dev.imago.image.Digest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is kept of an API key.
 *
 * @param id 10 characters, not secret
 * @param name what its owner calls it, for people; may be empty
 * @param hash SHA-256 of the whole key
 * @param expires from then on it is refused
 * @param revoked since when it is refused
 * @param lastUsed the latest use, known to about a minute
 */
public record ApiKey(
        String id,
        String name,
        Digest hash,
        Set<Scope> scopes,
        Prefix prefix,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> revoked,
        Optional<Instant> lastUsed) {

    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    /** Whether it is neither revoked nor expired. */
    public boolean usable(Instant now) {
        return revoked.isEmpty() && (expires.isEmpty() || now.isBefore(expires.get()));
    }

    /** This key, refused from then on; a key that was revoked before stays as it is. */
    public ApiKey revoked(Instant at) {
        return revoked.isPresent()
                ? this
                : new ApiKey(id, name, hash, scopes, prefix, created, expires, Optional.of(at), lastUsed);
    }

    /** This key with a later last use. */
    public ApiKey used(Instant at) {
        return lastUsed.isPresent() && !at.isAfter(lastUsed.get())
                ? this
                : new ApiKey(id, name, hash, scopes, prefix, created, expires, revoked, Optional.of(at));
    }

    @Override
    public String toString() {
        return "ApiKey[" + id + " " + Scope.join(scopes) + " " + prefix + "]";
    }
}
