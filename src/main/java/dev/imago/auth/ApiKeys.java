package dev.imago.auth;

import dev.imago.image.Fault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes, lists and revokes API keys. Whether the caller may is not asked here. Thread-safe; blocks. */
public final class ApiKeys {
    private static final int MAX_NAME = 100;

    private final KeyStore store;
    private final KeyCache cache;
    private final InstantSource clock;

    /** A key with its plain text, which is shown once and kept nowhere. */
    public record Issued(ApiKey key, String reveal) {
        @Override
        public String toString() {
            return "Issued[" + key + "]";
        }
    }

    ApiKeys(KeyStore store, KeyCache cache, InstantSource clock) {
        this.store = store;
        this.cache = cache;
        this.clock = clock;
    }

    /**
     * Makes a key.
     *
     * @param name for people, at most 100 characters
     * @param expires in the future
     * @throws Fault of kind {@code INVALID} that says what is wrong
     */
    public Issued create(String name, Set<Scope> scopes, Prefix prefix, Optional<Instant> expires) {
        if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new Fault(Fault.Kind.INVALID, "A key's name is at most " + MAX_NAME + " characters on one line.");
        }
        if (scopes.isEmpty()) {
            throw new Fault(Fault.Kind.INVALID, "A key has at least one scope: read, write, delete or admin.");
        }
        if (scopes.contains(Scope.ADMIN) && !prefix.equals(Prefix.ALL)) {
            throw new Fault(Fault.Kind.INVALID, "A key with the scope admin has no prefix: it may do everything.");
        }
        if (expires.isPresent() && !expires.get().isAfter(clock.instant())) {
            throw new Fault(Fault.Kind.INVALID, "A key expires in the future.");
        }
        Issued issued = random(name, scopes, prefix, expires);
        store.add(issued.key());
        return issued;
    }

    /** Makes an admin key if there is none that can be used. */
    Optional<Issued> createFirst() {
        Issued issued = random("first start", Set.of(Scope.ADMIN), Prefix.ALL, Optional.empty());
        return store.addUnlessAdmin(issued.key(), clock.instant()) ? Optional.of(issued) : Optional.empty();
    }

    /** All keys, also those that are revoked or expired, the oldest first. */
    public List<ApiKey> list() {
        return store.list();
    }

    public Optional<ApiKey> find(String id) {
        return store.find(id);
    }

    /** Refuses the key from now on: here at once, on other nodes within seconds. Idempotent; empty if there is no such key. */
    public Optional<ApiKey> revoke(String id) {
        Optional<ApiKey> revoked = store.revoke(id, clock.instant());
        cache.forget(id);
        return revoked;
    }

    private Issued random(String name, Set<Scope> scopes, Prefix prefix, Optional<Instant> expires) {
        PlainKey plain = PlainKey.random();
        ApiKey key = new ApiKey(
                plain.id(),
                name,
                plain.hash(),
                scopes,
                prefix,
                clock.instant(),
                expires,
                Optional.empty(),
                Optional.empty());
        return new Issued(key, plain.reveal());
    }
}
