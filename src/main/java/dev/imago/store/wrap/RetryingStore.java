package dev.imago.store.wrap;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Content;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Tries a call again when it fails with a retryable {@link Fault}: after a random time from zero up to a bound that doubles
 * with each attempt ("full jitter", so that many callers do not come back at once), and no later than a deadline. A put is
 * tried again only while its spool file is there. Reads of an open blob and listings are not repeated.
 */
public final class RetryingStore extends ForwardingStore {
    private final Duration firstDelay;
    private final Duration deadline;

    /**
     * @param firstDelay the longest wait before the second attempt; positive
     * @param deadline after the start of the first attempt no other is begun
     */
    public RetryingStore(Store within, Duration firstDelay, Duration deadline) {
        super(within);
        if (!firstDelay.isPositive() || deadline.isNegative()) {
            throw new IllegalArgumentException("the first delay is positive and the deadline not negative");
        }
        this.firstDelay = firstDelay;
        this.deadline = deadline;
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        return retried(() -> within.put(key, content), () -> Files.exists(content.file()));
    }

    @Override
    <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
        return retried(call, () -> true);
    }

    private <T> T retried(Call<T> call, BooleanSupplier repeatable) {
        long start = System.nanoTime();
        for (int attempt = 0; ; attempt++) {
            try {
                return call.run();
            } catch (Fault fault) {
                long delay = delay(attempt, fault);
                boolean inTime = System.nanoTime() - start + delay < deadline.toNanos();
                if (!fault.retryable() || !inTime || !repeatable.getAsBoolean() || interrupted(delay)) {
                    throw fault;
                }
            }
        }
    }

    private long delay(int attempt, Fault fault) {
        long bound = firstDelay.toNanos() << Math.min(attempt, 16);
        long jitter = ThreadLocalRandom.current().nextLong(Math.max(1, bound));
        return fault.retryAfter().map(Duration::toNanos).orElse(0L) + jitter;
    }

    private static boolean interrupted(long nanoseconds) {
        try {
            Thread.sleep(Duration.ofNanos(nanoseconds));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
