package dev.imago.auth;

import dev.imago.image.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys that sign upload tokens. The newest signs; each verifies what it signed for as long as it is kept. What the store
 * said is used again for some seconds, and for as long as the store does not answer. Thread-safe.
 */
final class SigningKeys {
    private static final Duration AT_LEAST = Duration.ofSeconds(1);

    private final TokenStore store;
    private final AuthSettings settings;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile Known known = new Known(List.of(), Instant.MIN);

    private record Known(List<SigningKey> keys, Instant read) {
        Optional<SigningKey> find(String id) {
            return keys.stream().filter(key -> key.id().equals(id)).findFirst();
        }

        boolean younger(Duration age, Instant now) {
            return !read.equals(Instant.MIN) && !now.isBefore(read) && now.isBefore(read.plus(age));
        }
    }

    SigningKeys(TokenStore store, AuthSettings settings, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /** The key that signed a token; an unknown one is looked for in the store, at most every second. */
    Optional<SigningKey> find(String id) {
        refresh(settings.keyCache());
        if (known.find(id).isEmpty()) {
            refresh(AT_LEAST);
        }
        return known.find(id);
    }

    /** The key to sign with; makes one when there is none or the newest has served its time. */
    SigningKey current() {
        refresh(settings.keyCache());
        Optional<SigningKey> newest = newest();
        if (newest.isPresent()) {
            return newest.get();
        }
        turn.lock();
        try {
            read();
            return newest().orElseGet(this::make);
        } finally {
            turn.unlock();
        }
    }

    /** Makes all tokens that were issued so far invalid, on all nodes within seconds. */
    void replaceAll() {
        turn.lock();
        try {
            store.removeSigningKeys(clock.instant().plus(Duration.ofDays(3650)));
            make();
        } finally {
            turn.unlock();
        }
    }

    private Optional<SigningKey> newest() {
        Instant oldest = clock.instant().minus(settings.signingKeyLife());
        return known.keys().stream().findFirst().filter(key -> key.made().isAfter(oldest));
    }

    private SigningKey make() {
        Instant now = clock.instant();
        SigningKey made = SigningKey.random(now);
        store.add(made);
        store.removeSigningKeys(now.minus(settings.signingKeyLife()).minus(settings.maxTokenLife()));
        read();
        return made;
    }

    private void refresh(Duration age) {
        if (known.younger(age, clock.instant())) {
            return;
        }
        turn.lock();
        try {
            if (!known.younger(age, clock.instant())) {
                read();
            }
        } catch (Fault fault) {
            if (!fault.retryable() || known.keys().isEmpty()) {
                throw fault;
            }
        } finally {
            turn.unlock();
        }
    }

    private void read() {
        known = new Known(store.signingKeys(), clock.instant());
    }
}
