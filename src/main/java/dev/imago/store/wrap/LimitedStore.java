package dev.imago.store.wrap;

import dev.imago.image.Fault;
import dev.imago.store.Store;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A bulkhead: lets a limited number of calls into a store at a time, so that one that has become slow does not take every
 * thread and every buffer with it. Who finds it full waits a little, and is then refused with {@code UNAVAILABLE} and a time
 * after which to try again. Reads of a blob that is open, and listings, are not counted.
 */
public final class LimitedStore extends ForwardingStore {
    private final Semaphore places;
    private final int calls;
    private final Duration patience;

    /**
     * @param calls at a time, at least 1
     * @param patience how long a call waits for its turn
     */
    public LimitedStore(Store within, int calls, Duration patience) {
        super(within);
        if (calls < 1 || patience.isNegative()) {
            throw new IllegalArgumentException("a store is open to at least one call, and patience is not negative");
        }
        this.calls = calls;
        this.places = new Semaphore(calls, true);
        this.patience = patience;
    }

    @Override
    <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
        enter();
        try {
            return call.run();
        } finally {
            places.release();
        }
    }

    private void enter() {
        try {
            if (places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Kind.UNAVAILABLE, "The store's call was given up.", e);
        }
        throw new Fault(Fault.Kind.UNAVAILABLE, "The store is busy.")
                .withDetail(name() + ": " + calls + " calls are under way")
                .retryAfter(patience.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : patience);
    }
}
