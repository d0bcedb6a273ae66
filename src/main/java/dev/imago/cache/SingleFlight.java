package dev.imago.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Lets simultaneous requests for the same thing share one piece of work: the first does it, the others wait for its result
 * or its failure. Nothing is kept afterwards. Callers block; they are virtual threads.
 */
public final class SingleFlight<K, V> {
    private final ConcurrentHashMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

    /** Does the work, or waits for whoever is doing it. A failure reaches everybody who waited. */
    public V run(K key, Supplier<V> work) {
        var mine = new CompletableFuture<V>();
        CompletableFuture<V> flying = flights.putIfAbsent(key, mine);
        if (flying != null) {
            return landed(flying);
        }
        try {
            V result = work.get();
            mine.complete(result);
            return result;
        } catch (Throwable failure) {
            mine.completeExceptionally(failure);
            throw failure;
        } finally {
            flights.remove(key, mine);
        }
    }

    private V landed(CompletableFuture<V> flight) {
        try {
            return flight.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw failed;
        }
    }
}
