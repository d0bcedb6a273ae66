package dev.imago.http.api;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.KeyPrefix;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads parameters of a request, and refuses what they cannot be with a precise message. */
public final class Parameters {
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,6})(s|ms)?");

    private Parameters() {}

    public static ImageKey key(Call call) {
        return ImageKey.of(call.parameter("key"));
    }

    /** @throws Fault of kind {@code INVALID} if no key begins like this */
    public static KeyPrefix prefix(Call call) {
        return KeyPrefix.parse(call.query().first("prefix").orElse(""));
    }

    /** Of a file's key that is yet to be made; a leading slash is tolerated, as keys look like paths. */
    public static String prefix(String given) {
        return given.startsWith("/") ? given.substring(1) : given;
    }

    /** A whole number within bounds, both included. */
    public static long number(Call call, String name, long least, long most, long otherwise) {
        Optional<String> given = call.query().first(name);
        if (given.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(given.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the refusal
        }
        throw new Fault(
                Fault.Kind.INVALID,
                name + " is a whole number from " + least + " to " + most + ", not '" + given.get() + "'.");
    }

    /** A duration such as {@code 30}, {@code 30s} or {@code 500ms}; more than the most is the most. */
    public static Duration duration(Call call, String name, Duration most) {
        String given = call.query().first(name).orElse("0");
        Matcher matcher = SECONDS.matcher(given);
        if (!matcher.matches()) {
            throw new Fault(Fault.Kind.INVALID, name + " is a duration such as 30s, not '" + given + "'.");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration = "ms".equals(matcher.group(2)) ? Duration.ofMillis(number) : Duration.ofSeconds(number);
        return duration.compareTo(most) > 0 ? most : duration;
    }
}
