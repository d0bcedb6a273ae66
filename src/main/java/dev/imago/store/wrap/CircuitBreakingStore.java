package dev.imago.store.wrap;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import dev.imago.store.wrap.CircuitBreaker.End;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Asks a {@link CircuitBreaker} before each call, and tells it how the call ended. Only {@link Trouble} is a failure: absence and refusals are
 * answers. A blob whose reading breaks off is one as well.
 */
public final class CircuitBreakingStore extends ForwardingStore {
    private final CircuitBreaker breaker;

    public CircuitBreakingStore(Store within, CircuitBreaker breaker) {
        super(within);
        this.breaker = breaker;
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return super.open(locator, range).map(WatchedBlob::new);
    }

    @Override
    <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
        return watched(call);
    }

    @Override
    Listing around(Listing listing) {
        return new Listing() {
            @Override
            public void list(String prefix, Predicate<Listed> visitor, BiConsumer<String, Fault> unreadable) {
                watched(() -> {
                    listing.list(prefix, visitor, unreadable);
                    return true;
                });
            }

            @Override
            public Optional<Instant> changed(String prefix) {
                return watched(() -> listing.changed(prefix));
            }
        };
    }

    private <T> T watched(Call<T> call) {
        long round = breaker.enter();
        try {
            T result = call.run();
            breaker.ended(round, End.ANSWERED);
            return result;
        } catch (Fault fault) {
            tell(round, fault);
            throw fault;
        } catch (RuntimeException | Error mistake) {
            breaker.ended(round, End.UNKNOWN);
            throw mistake;
        }
    }

    /** Kinds other than these two are answers, and a fault of these kinds that is no trouble did not come from the store. */
    private void tell(long round, Fault fault) {
        if (Trouble.shownBy(fault)) {
            breaker.failed(round, fault);
        } else {
            boolean asked = fault.kind() != Fault.Kind.UNAVAILABLE && fault.kind() != Fault.Kind.TIMEOUT;
            breaker.ended(round, asked ? End.ANSWERED : End.UNKNOWN);
        }
    }

    private final class WatchedBlob extends ForwardingBlob {
        private final long round = breaker.round();

        WatchedBlob(Blob within) {
            super(within);
        }

        @Override
        public int read(ByteBuffer target) {
            try {
                return within.read(target);
            } catch (Fault fault) {
                if (Trouble.shownBy(fault)) {
                    breaker.failed(round, fault);
                }
                throw fault;
            }
        }

        @Override
        public Blob again(ByteRange range) {
            return new WatchedBlob(watched(() -> within.again(range)));
        }
    }
}
