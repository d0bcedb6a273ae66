package dev.imago.cache;

import java.util.Optional;
import java.util.concurrent.CancellationException;
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
        return run(key, work, CompletableFuture::new);
    }

    /**
     * The same for somebody who may leave meanwhile. If he does who is doing the work, one of those who wait does it.
     *
     * @param work throws CancellationException when its caller has left
     * @param gone completes when the caller leaves; asked for if somebody else is doing the work
     * @throws CancellationException when the caller has left
     */
    public V run(K key, Supplier<V> work, Supplier<CompletableFuture<Void>> gone) {
        while (true) {
            var mine = new CompletableFuture<V>();
            CompletableFuture<V> flying = flights.putIfAbsent(key, mine);
            if (flying == null) {
                return fly(key, mine, work);
            }
            CompletableFuture<Void> left = gone.get();
            CompletableFuture.anyOf(flying, left).exceptionally(_ -> left).join();
            if (!flying.isDone()) {
                throw new CancellationException("The client has left.");
            }
            if (!flying.isCancelled()) {
                return landed(flying);
            }
        }
    }

    /**
     * Waits for whoever is doing the work.
     *
     * @return nothing if nobody is, or he has left it
     */
    public Optional<V> join(K key) {
        Optional<CompletableFuture<V>> flying = Optional.ofNullable(flights.get(key));
        try {
            return flying.map(this::landed);
        } catch (CancellationException left) {
            return Optional.empty();
        }
    }

    private V fly(K key, CompletableFuture<V> mine, Supplier<V> work) {
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

    /**
     * Takes over the work for a key, unless somebody is at it. Whoever asks for the same meanwhile waits until it has landed; the
     * caller sees to it that it does.
     */
    public Optional<Flight> begin(K key) {
        var mine = new CompletableFuture<V>();
        return flights.putIfAbsent(key, mine) == null ? Optional.of(new Flight(key, mine)) : Optional.empty();
    }

    /** Work that was taken over. What comes after the first landing or failure has no effect. */
    public final class Flight {
        private final K key;
        private final CompletableFuture<V> result;

        private Flight(K key, CompletableFuture<V> result) {
            this.key = key;
            this.result = result;
        }

        public void land(V value) {
            result.complete(value);
            flights.remove(key, result);
        }

        public void fail(RuntimeException failure) {
            result.completeExceptionally(failure);
            flights.remove(key, result);
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
