package dev.imago.store.wrap;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.ReadingAtOnce;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Gives a call up when it takes too long, with {@code TIMEOUT}. Calls run on virtual threads of their own, which are interrupted
 * then; whatever such a thread hangs in, its caller goes on.
 *
 * <p>Bytes are given more time, by the slowest rate that is put up with. A blob must keep up that rate, save for as long as one
 * call may take: neither a reader that gets nothing nor one that gets a byte now and then is kept for ever.
 *
 * <p>A put that was interrupted is waited for until it has really ended: one that goes on unseen could take the place of what
 * somebody else has been acknowledged meanwhile. Listings have no deadline.
 */
public final class DeadlineStore extends ForwardingStore {
    private final Duration deadline;
    private final long slowest;
    private final OwnThreads threads;

    /**
     * @param deadline of a call without bytes; positive
     * @param slowest bytes a second; positive
     */
    public DeadlineStore(Store within, Duration deadline, long slowest) {
        super(within);
        if (!deadline.isPositive() || slowest < 1) {
            throw new IllegalArgumentException("a deadline and the slowest rate are positive");
        }
        this.deadline = deadline;
        this.slowest = slowest;
        this.threads = new OwnThreads(within.name());
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return threads.run(deadline, () -> within.open(locator, range), late -> late.ifPresent(Blob::close))
                .map(TimedBlob::new);
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        return threads.runToItsEnd(deadline.plus(timeFor(content.size())), () -> within.put(key, content));
    }

    @Override
    Optional<ReadingAtOnce> atOnce(ReadingAtOnce reading) {
        return Optional.empty();
    }

    @Override
    <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
        return threads.run(deadline, call, late -> {});
    }

    private Duration timeFor(long bytes) {
        return Duration.ofNanos((long) Math.min(1e9 * bytes / slowest, Long.MAX_VALUE / 2.0));
    }

    private final class TimedBlob extends ForwardingBlob {
        /** How long the bytes may let wait: what they came faster than the slowest rate makes up for waits, up to one deadline. */
        private Duration left = deadline;

        TimedBlob(Blob within) {
            super(within);
        }

        /** Who gives up has to forget the buffer: the call may still write to it, but not move its position. */
        @Override
        public int read(ByteBuffer target) {
            if (left.isNegative()) {
                throw new Fault(Fault.Kind.TIMEOUT, "The store sends the image too slowly.")
                        .withDetail(name() + ": less than " + slowest + " bytes/s");
            }
            ByteBuffer part = target.slice();
            long start = System.nanoTime();
            int read = threads.run(left, () -> within.read(part), late -> {});
            Duration now = left.minusNanos(System.nanoTime() - start).plus(timeFor(Math.max(0, read)));
            left = now.compareTo(deadline) > 0 ? deadline : now;
            if (read > 0) {
                target.position(target.position() + read);
            }
            return read;
        }

        @Override
        public Blob again(ByteRange range) {
            return new TimedBlob(threads.run(deadline, () -> within.again(range), Blob::close));
        }

        @Override
        public boolean settled() {
            return threads.run(deadline, within::settled, late -> {});
        }
    }
}
