package dev.imago.auth;

import dev.imago.image.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Signing keys and counts in memory, which can be made not to answer. */
public final class MemoryTokenStore implements TokenStore {
    private final List<SigningKey> keys = new ArrayList<>();
    private final Map<String, Integer> taken = new HashMap<>();
    private final Map<String, Instant> expiry = new HashMap<>();
    private boolean down;

    public synchronized void down(boolean changed) {
        down = changed;
    }

    @Override
    public synchronized List<SigningKey> signingKeys() {
        requireUp();
        return keys.stream()
                .sorted(Comparator.comparing(SigningKey::made).reversed().thenComparing(SigningKey::id))
                .toList();
    }

    @Override
    public synchronized void add(SigningKey key) {
        requireUp();
        keys.add(key);
    }

    @Override
    public synchronized void removeSigningKeys(Instant madeBefore) {
        requireUp();
        keys.removeIf(key -> key.made().isBefore(madeBefore));
    }

    @Override
    public synchronized boolean takeUpload(String tokenId, int max, Instant expires) {
        requireUp();
        int before = taken.getOrDefault(tokenId, 0);
        if (before >= max) {
            return false;
        }
        taken.put(tokenId, before + 1);
        expiry.putIfAbsent(tokenId, expires);
        return true;
    }

    @Override
    public synchronized void removeCounts(Instant expiredBefore) {
        requireUp();
        expiry.entrySet().removeIf(entry -> {
            boolean old = entry.getValue().isBefore(expiredBefore);
            if (old) {
                taken.remove(entry.getKey());
            }
            return old;
        });
    }

    private void requireUp() {
        if (down) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The database does not answer.");
        }
    }
}
