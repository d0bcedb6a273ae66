package dev.imago.routing;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes another path of a matched one: text in which {@code $1} … {@code $9} stand for what the wildcards matched. */
public record Rewrite(String template) {
    private static final Pattern REFERENCE = Pattern.compile("\\$([1-9])");

    public Rewrite {
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("a path that starts with /, such as /upload/$1");
        }
    }

    /** Parses a template; the message of the exception says what is expected. */
    public static Rewrite parse(String template) {
        return new Rewrite(template);
    }

    /** The highest capture that the template refers to. */
    public int highestReference() {
        return REFERENCE
                .matcher(template)
                .results()
                .mapToInt(reference -> Integer.parseInt(reference.group(1)))
                .max()
                .orElse(0);
    }

    String apply(List<String> captures) {
        return REFERENCE
                .matcher(template)
                .replaceAll(
                        reference -> Matcher.quoteReplacement(captures.get(Integer.parseInt(reference.group(1)) - 1)));
    }

    @Override
    public String toString() {
        return template;
    }
}
