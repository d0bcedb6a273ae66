package dev.imago.cli.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often and after which waits a request is repeated: exponential with jitter, at least as long as the server asks.
 *
 * @param attempts in all, at least 1
 * @param first wait
 * @param longest wait that this side chooses
 * @param patience the longest wait that the server may ask for; a longer one is taken for a refusal
 */
public record Retries(int attempts, Duration first, Duration longest, Duration patience) {
    /** One attempt only. */
    public static final Retries NONE = new Retries(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** About a minute and a half of trying. */
    public static Retries of(int attempts) {
        return new Retries(attempts, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    /** Whether to try again after so many attempts. */
    boolean again(int made, ApiException failure) {
        return made < attempts
                && failure.retryable()
                && failure.retryAfter()
                        .map(asked -> asked.compareTo(patience) <= 0)
                        .orElse(true);
    }

    /** The wait after so many attempts, from 1. */
    Duration wait(int made, ApiException failure) {
        Duration doubled = first.multipliedBy(1L << Math.min(made - 1, 20));
        Duration bounded = doubled.compareTo(longest) < 0 ? doubled : longest;
        // Full waits in step would make all workers come back at once.
        Duration jittered =
                bounded.dividedBy(2).plusNanos(ThreadLocalRandom.current().nextLong(bounded.toNanos() / 2 + 1));
        return failure.retryAfter()
                .filter(asked -> asked.compareTo(jittered) > 0)
                .orElse(jittered);
    }
}
