package dev.imago.store.wrap;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.ReadingAtOnce;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Tries a call again when the store is in {@link Trouble}: after a random time from zero up to a bound that doubles with each
 * attempt ("full jitter", so that many callers do not come back at once), and within a {@link RetryBudget}.
 *
 * <p>Only what is safe is repeated: looking, opening and removing always; a put where the key decides the place, so that a first
 * attempt which succeeded unheard leaves nothing behind, and while its spool file is there. A blob that breaks off goes on where it was, in the very
 * same version. Listings are not repeated.
 */
public final class RetryingStore extends ForwardingStore {
    /** A store that asks for more patience is not waited for. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final int retries;
    private final Duration firstPause;
    private final RetryBudget budget = new RetryBudget();

    /**
     * @param retries of one call at most, after the first attempt; 0 or more
     * @param firstPause the longest wait before the first of them; positive
     */
    public RetryingStore(Store within, int retries, Duration firstPause) {
        super(within);
        if (retries < 0 || !firstPause.isPositive()) {
            throw new IllegalArgumentException("retries are not negative, and the first pause is positive");
        }
        this.retries = retries;
        this.firstPause = firstPause;
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return super.open(locator, range).map(blob -> new ResumingBlob(blob, range, this));
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        boolean samePlace = within.capability(PathAddressed.class).isPresent();
        return retried(() -> within.put(key, content), () -> samePlace && Files.exists(content.file()));
    }

    @Override
    Optional<ReadingAtOnce> atOnce(ReadingAtOnce reading) {
        return Optional.empty();
    }

    @Override
    <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
        return retried(call);
    }

    <T> T retried(Call<T> call) {
        return retried(call, () -> true);
    }

    private <T> T retried(Call<T> call, BooleanSupplier repeatable) {
        for (int attempt = 0; ; attempt++) {
            try {
                T result = call.run();
                if (attempt == 0) {
                    budget.earn();
                }
                return result;
            } catch (Fault fault) {
                pauseOrThrow(fault, attempt, repeatable);
            }
        }
    }

    private void pauseOrThrow(Fault fault, int attempt, BooleanSupplier repeatable) {
        Duration asked = fault.retryAfter().orElse(Duration.ZERO);
        if (!Trouble.shownBy(fault)
                || attempt >= retries
                || asked.compareTo(LONGEST_PAUSE) > 0
                || !repeatable.getAsBoolean()
                || !budget.spend()) {
            throw fault;
        }
        long bound = Math.min(firstPause.toNanos() << Math.min(attempt, 16), LONGEST_PAUSE.toNanos());
        try {
            Thread.sleep(asked.plusNanos(ThreadLocalRandom.current().nextLong(bound)));
        } catch (InterruptedException e) {
            throw Trouble.givenUp(e);
        }
    }
}
