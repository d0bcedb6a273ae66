package dev.imago.catalog;

import dev.imago.image.ImageKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keys that start with a prefix, as a range in the order of UTF-8 bytes, which is the order of code points.
 *
 * @param from the first
 * @param until the first behind them; empty when there is no end
 */
record KeyRange(String from, Optional<String> until) {
    /** Empty when no key can start like this: it has characters that no key has. */
    static Optional<KeyRange> of(String prefix) {
        boolean possible = prefix.codePoints().noneMatch(c -> c < 0x20)
                && StandardCharsets.UTF_8.newEncoder().canEncode(prefix);
        return possible ? Optional.of(new KeyRange(prefix, behind(prefix))) : Optional.empty();
    }

    /** Whether the key lies in the range or behind it, so that it is the narrower lower bound. */
    boolean isReachedBy(ImageKey key) {
        return Arrays.compareUnsigned(
                        key.value().getBytes(StandardCharsets.UTF_8), from.getBytes(StandardCharsets.UTF_8))
                >= 0;
    }

    /** The smallest text that is greater than all texts with the prefix. */
    private static Optional<String> behind(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return Optional.of(prefix.substring(0, end) + Character.toString(next));
            }
        }
        return Optional.empty();
    }
}
