package dev.imago.store.wrap;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import dev.imago.store.ReadingAtOnce;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Tells a meter how long each call took and how it ended. The reads of a blob are told each by itself. */
public final class MeteredStore extends ForwardingStore {
    private final StoreMeter meter;

    public MeteredStore(Store within, StoreMeter meter) {
        super(within);
        this.meter = meter;
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return super.open(locator, range).map(MeteredBlob::new);
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        return timed(
                StoreMeter.Operation.PUT, () -> within.put(key, content), stored -> true, stored -> content.size());
    }

    @Override
    <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
        return timed(operation, call, found, result -> 0);
    }

    @Override
    Optional<ReadingAtOnce> atOnce(ReadingAtOnce reading) {
        return Optional.of((locator, validator, into) -> {
            long bytes = into.remaining();
            return timed(
                    StoreMeter.Operation.READ,
                    () -> reading.read(locator, validator, into),
                    found -> found,
                    found -> found ? bytes : 0);
        });
    }

    @Override
    Listing around(Listing listing) {
        return new Listing() {
            @Override
            public void list(String prefix, Predicate<Listed> visitor, BiConsumer<String, Fault> unreadable) {
                timed(
                        StoreMeter.Operation.LIST,
                        () -> {
                            listing.list(prefix, visitor, unreadable);
                            return true;
                        },
                        done -> true,
                        done -> 0);
            }

            @Override
            public Optional<Instant> changed(String prefix) {
                return listing.changed(prefix);
            }
        };
    }

    private <T> T timed(StoreMeter.Operation operation, Call<T> call, Predicate<T> found, ToLongFunction<T> bytes) {
        long start = System.nanoTime();
        StoreMeter.Outcome outcome = StoreMeter.Outcome.FAILED;
        long moved = 0;
        try {
            T result = call.run();
            outcome = found.test(result) ? StoreMeter.Outcome.DONE : StoreMeter.Outcome.ABSENT;
            moved = bytes.applyAsLong(result);
            return result;
        } finally {
            meter.ended(name(), operation, outcome, Duration.ofNanos(System.nanoTime() - start), moved);
        }
    }

    private final class MeteredBlob extends ForwardingBlob {
        MeteredBlob(Blob within) {
            super(within);
        }

        @Override
        public int read(ByteBuffer target) {
            return timed(StoreMeter.Operation.READ, () -> within.read(target), read -> true, read -> Math.max(0, read));
        }

        @Override
        public Blob again(ByteRange range) {
            return new MeteredBlob(
                    timed(StoreMeter.Operation.OPEN, () -> within.again(range), opened -> true, opened -> 0));
        }
    }
}
