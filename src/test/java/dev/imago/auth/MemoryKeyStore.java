package dev.imago.auth;

import dev.imago.image.Fault;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys in memory, which can be made not to answer. */
public final class MemoryKeyStore implements KeyStore {
    private final Map<String, ApiKey> keys = new LinkedHashMap<>();
    private boolean down;
    private int reads;

    /** From now on it does not answer, or does again. */
    public synchronized void down(boolean changed) {
        down = changed;
    }

    public synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized Optional<ApiKey> find(String id) {
        requireUp();
        reads++;
        return Optional.ofNullable(keys.get(id));
    }

    @Override
    public synchronized List<ApiKey> list() {
        requireUp();
        return keys.values().stream()
                .sorted(Comparator.comparing(ApiKey::created).thenComparing(ApiKey::id))
                .toList();
    }

    @Override
    public synchronized void add(ApiKey key) {
        requireUp();
        keys.put(
                key.id(),
                new ApiKey(
                        key.id(),
                        key.name(),
                        key.hash(),
                        key.scopes(),
                        key.prefix(),
                        micros(key.created()),
                        key.expires().map(MemoryKeyStore::micros),
                        key.revoked().map(MemoryKeyStore::micros),
                        key.lastUsed().map(MemoryKeyStore::micros)));
    }

    @Override
    public synchronized boolean addUnlessAdmin(ApiKey key, Instant now) {
        requireUp();
        if (new ArrayList<>(keys.values())
                .stream().anyMatch(old -> old.scopes().contains(Scope.ADMIN) && old.usable(now))) {
            return false;
        }
        add(key);
        return true;
    }

    @Override
    public synchronized Optional<ApiKey> revoke(String id, Instant at) {
        requireUp();
        return Optional.ofNullable(keys.computeIfPresent(id, (_, key) -> key.revoked(micros(at))));
    }

    @Override
    public synchronized void used(Map<String, Instant> lastUses) {
        requireUp();
        lastUses.forEach((id, at) -> keys.computeIfPresent(id, (_, key) -> key.used(micros(at))));
    }

    private void requireUp() {
        if (down) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The database does not answer.");
        }
    }

    private static Instant micros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }
}
