package dev.imago.migrate;

import dev.imago.image.ImageKey;
import java.time.Duration;
import java.util.Optional;

/**
 * What a migration is to do.
 *
 * @param prefix of the keys that it is about
 * @param from the store that they lie in
 * @param to the store that they are to lie in
 * @param verify which copies are read again and compared
 * @param rate bytes that are copied a second at the most
 * @param concurrency images that are copied at a time
 * @param removeAfter when the side that was given up loses its bytes, counted from the end; empty to keep them
 */
public record Plan(
        String prefix,
        String from,
        String to,
        Verify verify,
        long rate,
        int concurrency,
        Optional<Duration> removeAfter) {
    /** Which copies are read again. */
    public enum Verify {
        NONE,
        /** One in twenty, always the same. */
        SAMPLE,
        FULL
    }

    public boolean covers(ImageKey key) {
        return key.value().startsWith(prefix);
    }

    /** Whether two have keys in common. */
    public boolean meets(Plan other) {
        return prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix);
    }

    /** Whether a copy of this key is to be read again. */
    boolean verifies(ImageKey key) {
        return switch (verify) {
            case NONE -> false;
            case SAMPLE -> Hundredth.of(key) % 20 == 0;
            case FULL -> true;
        };
    }
}
