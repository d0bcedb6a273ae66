package dev.imago.auth;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Issues and verifies upload tokens: JSON Web Tokens (RFC 7519) signed with HS256. Claims: {@code aud} {@code imago-upload},
 * {@code iss} the id of the API key that asked, {@code jti}, {@code iat}, {@code exp}, {@code prefix}, {@code types} (media types),
 * {@code maxBytes}, {@code uploads}. Thread-safe; blocks.
 */
public final class Tokens {
    private static final String AUDIENCE = "imago-upload";
    private static final int MAX_UPLOADS = 1_000_000;

    private final TokenStore store;
    private final SigningKeys keys;
    private final AuthSettings settings;
    private final InstantSource clock;

    /** A token with its plain text, which is shown to who asked for it and to nobody else. */
    public record Issued(UploadToken token, String reveal) {
        @Override
        public String toString() {
            return "Issued[" + token + "]";
        }
    }

    private record Claims(
            String aud,
            String iss,
            String jti,
            long iat,
            long exp,
            String prefix,
            Optional<List<String>> types,
            Optional<Long> maxBytes,
            Optional<Integer> uploads) {}

    Tokens(TokenStore store, AuthSettings settings, InstantSource clock) {
        this.store = store;
        this.keys = new SigningKeys(store, settings, clock);
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Issues a token in the name of an API key.
     *
     * @param life up to the second; empty: the default
     * @throws Fault of kind {@code UNAUTHENTICATED} or {@code FORBIDDEN} if the key may not write there, or is itself a token;
     *     {@code INVALID} for limits that make no sense
     */
    public Issued issue(Principal issuer, Prefix prefix, UploadLimits limits, Optional<Duration> life) {
        issuer.requirePrefix(Scope.WRITE, prefix.text());
        if (issuer.kind() == Principal.Kind.TOKEN) {
            throw new Fault(Fault.Kind.FORBIDDEN, "An upload token cannot issue another; that takes an API key.");
        }
        requireSense(limits, life);
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        UploadToken token = new UploadToken(
                PlainKey.randomId(16), issuer.id(), prefix, limits, now.plus(life.orElse(settings.tokenLife())));
        Claims claims = new Claims(
                AUDIENCE,
                token.issuer(),
                token.id(),
                now.getEpochSecond(),
                token.expires().getEpochSecond(),
                prefix.text(),
                Optional.of(limits.formats().stream()
                                .sorted()
                                .map(Format::mediaType)
                                .toList())
                        .filter(types -> !types.isEmpty()),
                Optional.of(limits.maxBytes()).filter(max -> max < Long.MAX_VALUE),
                limits.uploads());
        return new Issued(token, Jws.sign(claims, keys.current()));
    }

    /** Makes all tokens that were issued so far invalid, on all nodes within seconds. */
    public void revokeAll() {
        keys.replaceAll();
    }

    /** What a token says, whether it has expired or not; empty unless Imago signed it. */
    Optional<UploadToken> verify(String text) {
        return Jws.verify(text, Claims.class, keys::find).flatMap(Tokens::read);
    }

    /**
     * Takes one of the uploads that the caller's token is good for, if it is a token with a number. An upload that fails afterwards
     * counts too.
     *
     * @throws Fault of kind {@code FORBIDDEN} when none is left
     */
    public void countUpload(Principal caller) {
        Optional<Integer> max = caller.limits().uploads();
        if (max.isPresent()
                && !store.takeUpload(caller.id(), max.get(), clock.instant().plus(settings.maxTokenLife()))) {
            throw new Fault(
                    Fault.Kind.FORBIDDEN,
                    "This upload token was good for " + max.get() + (max.get() == 1 ? " upload." : " uploads."));
        }
    }

    void forgetExpired() {
        store.removeCounts(clock.instant());
    }

    private void requireSense(UploadLimits limits, Optional<Duration> life) {
        if (life.isPresent()
                && (life.get().compareTo(Duration.ofSeconds(1)) < 0
                        || life.get().compareTo(settings.maxTokenLife()) > 0)) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "An upload token lives for 1 to " + settings.maxTokenLife().toSeconds() + " seconds.");
        }
        if (limits.maxBytes() < 1) {
            throw new Fault(Fault.Kind.INVALID, "maxBytes is at least 1.");
        }
        if (limits.uploads().isPresent()
                && (limits.uploads().get() < 1 || limits.uploads().get() > MAX_UPLOADS)) {
            throw new Fault(Fault.Kind.INVALID, "uploads is 1 to " + MAX_UPLOADS + ".");
        }
    }

    private static Optional<UploadToken> read(Claims claims) {
        if (!AUDIENCE.equals(claims.aud())) {
            return Optional.empty();
        }
        Set<Format> formats = claims.types().orElse(Collections.emptyList()).stream()
                .flatMap(type -> Format.ofMediaType(type).stream())
                .collect(Collectors.toUnmodifiableSet());
        if (claims.types().isPresent() && formats.isEmpty()) {
            return Optional.empty();
        }
        UploadLimits limits = new UploadLimits(formats, claims.maxBytes().orElse(Long.MAX_VALUE), claims.uploads());
        return Optional.of(new UploadToken(
                claims.jti(), claims.iss(), new Prefix(claims.prefix()), limits, Instant.ofEpochSecond(claims.exp())));
    }
}
