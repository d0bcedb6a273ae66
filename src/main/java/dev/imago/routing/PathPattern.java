package dev.imago.routing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern for decoded paths: {@code *} stands for any run of characters within a segment, {@code **} for any run at all,
 * everything else for itself. Each wildcard captures what it matched, as {@code $1}, {@code $2}, … for a rewrite.
 */
public final class PathPattern {
    /** Any path. */
    public static final PathPattern ANY = parse("/**");

    private static final int MOST_WILDCARDS = 4;

    private final String text;
    private final Pattern regex;
    private final int wildcards;

    private PathPattern(String text, Pattern regex, int wildcards) {
        this.text = text;
        this.regex = regex;
        this.wildcards = wildcards;
    }

    /**
     * Parses a pattern such as {@code /upload/**}.
     *
     * @throws IllegalArgumentException whose message says what is expected
     */
    public static PathPattern parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path pattern that starts with /, such as /upload/**");
        }
        var regex = new StringBuilder();
        int wildcards = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '*') {
                regex.append(Pattern.quote(text.substring(i, i + 1)));
            } else {
                boolean across = i + 1 < text.length() && text.charAt(i + 1) == '*';
                regex.append(across ? "(.*)" : "([^/]*)");
                i += across ? 1 : 0;
                wildcards++;
            }
        }
        if (wildcards > MOST_WILDCARDS) {
            throw new IllegalArgumentException("a path pattern with at most " + MOST_WILDCARDS + " wildcards");
        }
        return new PathPattern(text, Pattern.compile(regex.toString(), Pattern.DOTALL), wildcards);
    }

    /** Whether the whole path matches; if so, the captures. */
    Optional<Matcher> match(String path) {
        Matcher matcher = regex.matcher(path);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }

    /** How many captures a match has. */
    public int wildcards() {
        return wildcards;
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
