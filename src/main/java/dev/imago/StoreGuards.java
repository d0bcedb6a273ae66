package dev.imago;

import dev.imago.config.ByteSize;
import dev.imago.store.Store;
import dev.imago.store.wrap.CircuitBreaker;
import dev.imago.store.wrap.CircuitBreakingStore;
import dev.imago.store.wrap.DeadlineStore;
import dev.imago.store.wrap.LimitedStore;
import dev.imago.store.wrap.RetryingStore;
import dev.imago.store.wrap.ThrottledStore;
import java.time.Duration;

/**
 * What stands around a store that is reached by a network, so that a slow one never takes the server along. From without:
 *
 * <ol>
 *   <li>rates: who waits for his bytes takes nothing else meanwhile
 *   <li>the circuit breaker: a store that fails is not even waited for. It counts what comes out of all below
 *   <li>the bulkhead: a call has one place with all of its repetitions, an image until it is closed
 *   <li>the deadline: of a call with all of its repetitions
 *   <li>repetitions
 * </ol>
 */
final class StoreGuards {
    /** A call waits so long for its turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    /** Of a folder, an open image is a file descriptor only. */
    private static final int SHARED_PLACES = 1024;

    private StoreGuards() {}

    static Store around(Store remote, StoreLimits limits, CircuitBreaker breaker) {
        Store store = remote;
        if (limits.retries() > 0) {
            store = new RetryingStore(store, limits.retries(), FIRST_PAUSE);
        }
        store = new DeadlineStore(store, limits.deadline(), limits.slowest().bytes());
        store = new LimitedStore(store, limits.connections(), PATIENCE);
        store = new CircuitBreakingStore(store, breaker);
        long readRate = limits.readRate().map(ByteSize::bytes).orElse(0L);
        long writeRate = limits.writeRate().map(ByteSize::bytes).orElse(0L);
        return readRate + writeRate > 0 ? new ThrottledStore(store, readRate, writeRate) : store;
    }

    /** Around a folder that other machines use; its reads have a deadline, and its puts wait to their end. */
    static Store aroundShared(Store folder, CircuitBreaker breaker) {
        return new CircuitBreakingStore(new LimitedStore(folder, SHARED_PLACES, PATIENCE), breaker);
    }

    /** Around a client of a storage engine, which has deadlines, repetitions and a pool of connections of its own. */
    static Store aroundEngine(Store engine, CircuitBreaker breaker) {
        return new CircuitBreakingStore(engine, breaker);
    }
}
