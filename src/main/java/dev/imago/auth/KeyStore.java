package dev.imago.auth;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where API keys are kept, shared by all nodes. Durable when a method returns. All methods may be called from any thread and
 * block; when the database does not answer they throw a {@link dev.imago.image.Fault} of kind {@code UNAVAILABLE}. Times are
 * kept to the microsecond.
 */
public interface KeyStore {
    Optional<ApiKey> find(String id);

    /** All keys, also those that are revoked or expired, the oldest first. */
    List<ApiKey> list();

    /** Adds a key whose id is new. */
    void add(ApiKey key);

    /**
     * Adds a key unless there is one with the admin scope that is neither revoked nor expired; of several nodes that do this at once,
     * one adds.
     *
     * @return whether it was added
     */
    boolean addUnlessAdmin(ApiKey key, Instant now);

    /** Revokes a key, for good; one that was revoked before keeps its time. Returns the key as it is now; empty if there is none. */
    Optional<ApiKey> revoke(String id, Instant at);

    /** Notes when keys were last used; an earlier time than the known one, or an unknown id, changes nothing. */
    void used(Map<String, Instant> lastUses);
}
