package dev.imago.transform.policy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key that signs addresses, written {@code SECRET} or {@code ID:SECRET}. Its {@code toString} does not show the secret.
 *
 * @param id stands in the address as {@code kid}, so that the server need not try all of its keys
 */
public record UrlKey(Optional<String> id, String secret) {
    private static final int SHORTEST = 16;
    private static final Pattern WRITTEN =
            Pattern.compile("(?:([A-Za-z0-9_-]{1,32}):)?([^:,\\s]{" + SHORTEST + ",512})");
    private static final String EXPECTED = "a key of at least " + SHORTEST
            + " characters without blanks, commas and colons, perhaps with a name before it: 2026-01:SECRET";

    /** Parses a key; the message of the exception says what is expected. */
    public static UrlKey parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return new UrlKey(Optional.ofNullable(matcher.group(1)), matcher.group(2));
    }

    byte[] bytes() {
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return id.map(name -> name + ":***").orElse("***");
    }
}
