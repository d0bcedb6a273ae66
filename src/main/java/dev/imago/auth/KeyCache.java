package dev.imago.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imago.image.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keys as the store last told them. A key is asked for again once it is older than {@code fresh}, by one thread for all that
 * wait; what is older is used only while the store does not answer, and never beyond {@code grace}. Thread-safe.
 */
final class KeyCache {
    private static final int SIZE = 10_000;

    private final KeyStore store;
    private final Duration fresh;
    private final Duration grace;
    private final InstantSource clock;
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(SIZE).build();

    private record Known(Optional<ApiKey> key, Instant read) {}

    KeyCache(KeyStore store, AuthSettings settings, InstantSource clock) {
        this.store = store;
        this.fresh = settings.keyCache();
        this.grace = settings.outageGrace();
        this.clock = clock;
    }

    /** @throws Fault of kind {@code UNAVAILABLE} when the store does not answer and nothing is known of the key */
    Optional<ApiKey> find(String id) {
        Known last = known.getIfPresent(id);
        if (last == null || !younger(last, fresh)) {
            last = known.asMap().compute(id, (_, old) -> old != null && younger(old, fresh) ? old : read(id, old));
        }
        return last.key();
    }

    /** Has the key read again at its next use. */
    void forget(String id) {
        known.invalidate(id);
    }

    private Known read(String id, @Nullable Known old) {
        Instant now = clock.instant();
        try {
            return new Known(store.find(id), now);
        } catch (Fault fault) {
            if (fault.retryable() && old != null && old.key().isPresent() && younger(old, grace)) {
                return old;
            }
            throw fault;
        }
    }

    /** A clock that was set back makes everything old. */
    private boolean younger(Known entry, Duration age) {
        Duration real = Duration.between(entry.read(), clock.instant());
        return !real.isNegative() && real.compareTo(age) < 0;
    }
}
