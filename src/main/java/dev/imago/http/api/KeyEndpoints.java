package dev.imago.http.api;

import dev.imago.auth.ApiKey;
import dev.imago.auth.ApiKeys;
import dev.imago.auth.Prefix;
import dev.imago.auth.Scope;
import dev.imago.image.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code /v1/keys}: makes, lists and revokes API keys; for callers with the scope admin. */
public final class KeyEndpoints {
    private static final int MAX_BODY = 16 << 10;
    private static final long MAX_SECONDS = Duration.ofDays(36_500).toSeconds();

    private final ApiKeys keys;
    private final InstantSource clock;

    /**
     * What a new key shall be.
     *
     * @param expires when, or
     * @param expiresIn after how many seconds; neither: never
     */
    record Wanted(
            Optional<String> name,
            Optional<List<String>> scopes,
            Optional<String> prefix,
            Optional<Instant> expires,
            Optional<Long> expiresIn) {}

    /** @param key the plain text, in the answer to the request that made it and never again */
    record Shown(
            String id,
            Optional<String> key,
            String name,
            List<String> scopes,
            String prefix,
            Instant created,
            Optional<Instant> expires,
            Optional<Instant> revoked,
            Optional<Instant> lastUsed) {
        static Shown of(ApiKey key, Optional<String> plain) {
            return new Shown(
                    key.id(),
                    plain,
                    key.name(),
                    key.scopes().stream().sorted().map(Scope::text).toList(),
                    key.prefix().text(),
                    key.created(),
                    key.expires(),
                    key.revoked(),
                    key.lastUsed());
        }

        @Override
        public String toString() {
            return "Shown[" + id + "]";
        }
    }

    record Page(List<Shown> keys) {}

    public KeyEndpoints(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    public void addTo(Api api) {
        api.add("POST", "/v1/keys", this::create);
        api.add("GET", "/v1/keys", this::list);
        api.add("GET", "/v1/keys/{id}", this::show);
        api.add("DELETE", "/v1/keys/{id}", this::revoke);
    }

    private Reply create(Call call) throws Exception {
        Callers.of(call).require(Scope.ADMIN);
        Wanted wanted = Json.read(call, Wanted.class, MAX_BODY);
        Set<Scope> scopes =
                wanted.scopes().orElse(List.of()).stream().map(Scope::parse).collect(Collectors.toUnmodifiableSet());
        ApiKeys.Issued issued = keys.create(
                wanted.name().orElse(""), scopes, new Prefix(wanted.prefix().orElse("")), expiry(wanted));
        return Reply.json(201, Shown.of(issued.key(), Optional.of(issued.reveal())))
                .with("Location", "/v1/keys/" + issued.key().id())
                .with("Cache-Control", "no-store");
    }

    private Reply list(Call call) {
        Callers.of(call).require(Scope.ADMIN);
        return Reply.json(new Page(keys.list().stream()
                        .map(key -> Shown.of(key, Optional.empty()))
                        .toList()))
                .with("Cache-Control", "no-store");
    }

    private Reply show(Call call) {
        Callers.of(call).require(Scope.ADMIN);
        String id = call.parameter("id");
        ApiKey key = keys.find(id).orElseThrow(() -> absent(id));
        return Reply.json(Shown.of(key, Optional.empty())).with("Cache-Control", "no-store");
    }

    private Reply revoke(Call call) {
        Callers.of(call).require(Scope.ADMIN);
        String id = call.parameter("id");
        if (keys.revoke(id).isEmpty()) {
            throw absent(id);
        }
        return Reply.noContent();
    }

    private Optional<Instant> expiry(Wanted wanted) {
        if (wanted.expires().isPresent() && wanted.expiresIn().isPresent()) {
            throw new Fault(Fault.Kind.INVALID, "Give expires or expiresIn, not both.");
        }
        if (wanted.expiresIn().isPresent()) {
            long seconds = wanted.expiresIn().get();
            if (seconds < 1 || seconds > MAX_SECONDS) {
                throw new Fault(Fault.Kind.INVALID, "expiresIn is 1 to " + MAX_SECONDS + " seconds.");
            }
            return Optional.of(clock.instant().plusSeconds(seconds));
        }
        if (wanted.expires().isPresent()
                && wanted.expires().get().isAfter(clock.instant().plusSeconds(MAX_SECONDS))) {
            throw new Fault(Fault.Kind.INVALID, "expires is at most " + MAX_SECONDS + " seconds from now.");
        }
        return wanted.expires();
    }

    private static Fault absent(String id) {
        return new Fault(Fault.Kind.ABSENT, "There is no API key with the id " + id + ".");
    }
}
