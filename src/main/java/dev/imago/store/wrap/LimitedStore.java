package dev.imago.store.wrap;

import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A bulkhead: lets a limited number of calls into a store at a time, so that one that has become slow does not take every
 * thread and every buffer with it. Who finds it full waits a little, unless many wait already, and is then refused with
 * {@code UNAVAILABLE} and a time after which to try again. An open blob counts until it is closed, as it keeps a connection; what is opened
 * {@link Blob#again} from it shares its place. Listings are not counted.
 */
public final class LimitedStore extends ForwardingStore {
    /** For each place, how many may wait for one. */
    private static final int WAITING = 4;

    private static final Duration SOONEST = Duration.ofSeconds(1);

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

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        enter();
        Optional<Blob> opened = Optional.empty();
        try {
            opened = within.open(locator, range).map(blob -> new PlacedBlob(blob, new AtomicInteger(1)));
            return opened;
        } finally {
            if (opened.isEmpty()) {
                places.release();
            }
        }
    }

    private void enter() {
        try {
            boolean roomToWait = places.getQueueLength() < calls * WAITING;
            if (places.tryAcquire() || (roomToWait && places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS))) {
                return;
            }
        } catch (InterruptedException e) {
            throw Trouble.givenUp(e);
        }
        throw Trouble.notAsked("The store is busy.", name() + ": " + calls + " calls are under way")
                .retryAfter(patience.compareTo(SOONEST) < 0 ? SOONEST : patience);
    }

    private final class PlacedBlob extends ForwardingBlob {
        private final AtomicInteger open;
        private boolean closed;

        /** @param open how many blobs share the place */
        PlacedBlob(Blob within, AtomicInteger open) {
            super(within);
            this.open = open;
        }

        @Override
        public Blob again(ByteRange range) {
            Blob another = within.again(range);
            open.incrementAndGet();
            return new PlacedBlob(another, open);
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            try {
                within.close();
            } finally {
                if (open.decrementAndGet() == 0) {
                    places.release();
                }
            }
        }
    }
}
