package dev.imago.auth;

import dev.imago.image.Fault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When keys were last used: noted in memory by the requests, written to the store now and then by somebody else. */
final class LastUses {
    private static final Logger LOG = LoggerFactory.getLogger(LastUses.class);

    private final KeyStore store;
    private final InstantSource clock;
    private final Map<String, Instant> pending = new ConcurrentHashMap<>();

    LastUses(KeyStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Never blocks. */
    void note(String id) {
        pending.put(id, clock.instant());
    }

    /** Writes what was noted; keeps it for the next time if the store does not answer. */
    void write() {
        Map<String, Instant> batch = new HashMap<>(pending);
        if (batch.isEmpty()) {
            return;
        }
        try {
            store.used(batch);
            batch.forEach(pending::remove);
        } catch (Fault fault) {
            LOG.debug("The last uses of {} keys are written later: {}", batch.size(), fault.message());
        }
    }
}
