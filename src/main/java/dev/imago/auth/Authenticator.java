package dev.imago.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Turns credentials into a {@link Principal}. Thread-safe; blocks only when the database is asked for a key. */
public final class Authenticator {
    private final KeyCache keys;
    private final LastUses uses;
    private final Tokens tokens;
    private final Optional<AdminKey> admin;
    private final FailedAttempts failures;
    private final InstantSource clock;

    /** Hashes of credentials that were right of late, whose senders are not shut out by the failures of a neighbour. */
    private final Cache<Digest, Boolean> familiar = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    private sealed interface Verdict {}

    private record Accepted(Principal principal) implements Verdict {}

    /** Right once, but no longer. */
    private record Lapsed(String message) implements Verdict {}

    private record Wrong(String message) implements Verdict {}

    Authenticator(
            KeyCache keys,
            LastUses uses,
            Tokens tokens,
            Optional<AdminKey> admin,
            FailedAttempts failures,
            InstantSource clock) {
        this.keys = keys;
        this.uses = uses;
        this.tokens = tokens;
        this.admin = admin;
        this.failures = failures;
        this.clock = clock;
    }

    /**
     * Who is calling; {@link Principal#ANONYMOUS} without credentials.
     *
     * @param authorization the value of the header field
     * @param token an upload token that was given in another place; used only without {@code authorization}
     * @throws Fault of kind {@code UNAUTHENTICATED} for credentials that are wrong, expired or revoked; {@code TOO_MANY_REQUESTS} when
     *     too many wrong ones came from this address; {@code UNAVAILABLE} when the database is needed and does not answer
     */
    public Principal authenticate(Optional<String> authorization, Optional<String> token, InetAddress from) {
        if (authorization.isPresent()) {
            return check(Presented.in(authorization.get()), true, from);
        }
        return token.map(text -> check(text, false, from)).orElse(Principal.ANONYMOUS);
    }

    private Principal check(String text, boolean keyAllowed, InetAddress from) {
        Digest hash = PlainKey.hash(text);
        if (familiar.getIfPresent(hash) == null) {
            failures.require(from);
        }
        return switch (verdict(text, hash, keyAllowed)) {
            case Accepted(Principal principal) -> {
                familiar.put(hash, true);
                yield principal;
            }
            case Lapsed(String message) -> throw new Fault(Fault.Kind.UNAUTHENTICATED, message);
            case Wrong(String message) -> {
                failures.failed(from);
                throw new Fault(Fault.Kind.UNAUTHENTICATED, message);
            }
        };
    }

    private Verdict verdict(String text, Digest hash, boolean keyAllowed) {
        if (Jws.resembles(text)) {
            return ofToken(text);
        }
        if (!keyAllowed) {
            return new Wrong("This is not an upload token. API keys are sent as \"Authorization: Bearer KEY\" only.");
        }
        if (admin.isPresent() && admin.get().is(hash)) {
            return new Accepted(AdminKey.principal());
        }
        Optional<ApiKey> key = PlainKey.parse(text).flatMap(plain -> keys.find(plain.id()));
        if (key.isEmpty() || !MessageDigest.isEqual(key.get().hash().bytes(), hash.bytes())) {
            return new Wrong("The API key is not known here.");
        }
        return ofKey(key.get());
    }

    private Verdict ofKey(ApiKey key) {
        Instant now = clock.instant();
        if (key.revoked().isPresent()) {
            return new Lapsed("The API key " + key.id() + " was revoked.");
        }
        if (!key.usable(now)) {
            return new Lapsed("The API key " + key.id() + " has expired.");
        }
        uses.note(key.id());
        return new Accepted(Principal.of(key));
    }

    private Verdict ofToken(String text) {
        Optional<UploadToken> token = tokens.verify(text);
        if (token.isEmpty()) {
            return new Wrong("The upload token is not one of this server's.");
        }
        Instant now = clock.instant();
        if (!now.isBefore(token.get().expires())) {
            return new Lapsed("The upload token has expired.");
        }
        if (!issuerUsable(token.get().issuer(), now)) {
            return new Lapsed("The API key that issued this upload token works no longer.");
        }
        return new Accepted(Principal.of(token.get()));
    }

    private boolean issuerUsable(String issuer, Instant now) {
        return issuer.equals(AdminKey.ID)
                ? admin.isPresent()
                : keys.find(issuer).filter(key -> key.usable(now)).isPresent();
    }
}
