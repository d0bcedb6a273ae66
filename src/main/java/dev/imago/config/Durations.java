package dev.imago.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as {@code 30s}, {@code 5m}, {@code 250ms}, {@code 1d12h}: whole numbers with units, the largest first; or 0. */
public final class Durations {
    static final String EXPECTED = "a duration such as 250ms, 30s, 5m or 1d12h";
    static final String PATTERN =
            "^(0|(?=[0-9])([0-9]{1,9}d)?([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}s)?([0-9]{1,9}ms)?)$";

    private static final Pattern WRITTEN = Pattern.compile(
            "(?=[0-9])(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?(?:([0-9]{1,9})ms)?");

    private Durations() {}

    /** @throws IllegalArgumentException with what was expected as its message */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return Duration.ofDays(amount(matcher, 1))
                .plusHours(amount(matcher, 2))
                .plusMinutes(amount(matcher, 3))
                .plusSeconds(amount(matcher, 4))
                .plusMillis(amount(matcher, 5));
    }

    /** What somebody who wrote {@code 30 sec}, {@code 5 minutes}, {@code 30} or {@code PT5M} may have meant. */
    static Optional<String> closest(String text) {
        String compact = text.replace(" ", "").toLowerCase(Locale.ROOT);
        if (compact.matches("[0-9]{1,9}")) {
            return Optional.of(compact + "s");
        }
        String guess = compact.replaceFirst("^p(?=.*[0-9])", "")
                .replaceFirst("^([0-9]+d)?t", "$1")
                .replaceAll("(milliseconds?|millis|msecs?)", "ms")
                .replaceAll("(seconds?|secs?)", "s")
                .replaceAll("(minutes?|mins?)", "m")
                .replaceAll("(hours?|hrs?)", "h")
                .replaceAll("days?", "d");
        return WRITTEN.matcher(guess).matches() ? Optional.of(guess) : Optional.empty();
    }

    private static long amount(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
