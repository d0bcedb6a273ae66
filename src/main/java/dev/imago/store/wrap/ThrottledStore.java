package dev.imago.store.wrap;

import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Keeps what is read from a store, and what is put into it, below a number of bytes a second, each way by itself. A reader waits after
 * each piece; a put waits as a whole before it begins, and is refused with {@code UNAVAILABLE} where that would take too long.
 */
public final class ThrottledStore extends ForwardingStore {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Optional<TokenBucket> reads;
    private final Optional<TokenBucket> writes;

    /** @param readRate bytes a second, 0 for no limit; so {@code writeRate} */
    public ThrottledStore(Store within, long readRate, long writeRate) {
        super(within);
        this.reads = bucket(readRate);
        this.writes = bucket(writeRate);
    }

    private static Optional<TokenBucket> bucket(long rate) {
        return rate == 0 ? Optional.empty() : Optional.of(new TokenBucket(rate, System::nanoTime));
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        Optional<Blob> opened = within.open(locator, range);
        return reads.isEmpty() ? opened : opened.map(blob -> new ThrottledBlob(blob, reads.get()));
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        writes.ifPresent(bucket -> pause(turn(bucket, content.size())));
        return within.put(key, content);
    }

    @Override
    <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
        return call.run();
    }

    private long turn(TokenBucket bucket, long bytes) {
        OptionalLong wait = bucket.take(bytes, LONGEST_WAIT.toNanos());
        return wait.orElseThrow(
                () -> Trouble.notAsked("The store is busy.", name() + ": uploads have reached its write rate")
                        .retryAfter(LONGEST_WAIT));
    }

    private static void pause(long nanoseconds) {
        if (nanoseconds > 0) {
            try {
                Thread.sleep(Duration.ofNanos(nanoseconds));
            } catch (InterruptedException e) {
                throw Trouble.givenUp(e);
            }
        }
    }

    private static final class ThrottledBlob extends ForwardingBlob {
        private final TokenBucket bucket;

        ThrottledBlob(Blob within, TokenBucket bucket) {
            super(within);
            this.bucket = bucket;
        }

        @Override
        public int read(ByteBuffer target) {
            int read = within.read(target);
            pause(bucket.take(Math.max(0, read)));
            return read;
        }

        @Override
        public Blob again(ByteRange range) {
            return new ThrottledBlob(within.again(range), bucket);
        }
    }
}
