package dev.imago.routing;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A regular expression of the configuration, in the syntax of RE2 (no backreferences, no lookaround), found anywhere in a text unless
 * it is anchored. RE2 takes time in proportion to the text, whatever the expression; its size is bounded here, and so is that of the
 * text, since clients choose it.
 */
final class Expression {
    /** A longer text is not looked at, and matches nothing. */
    static final int LONGEST_TEXT = 4096;

    private static final int LONGEST = 512;

    /** Counted repetitions are written out when an expression is compiled, those within others by their product. */
    private static final int MOST_REPETITIONS = 1000;

    private static final java.util.regex.Pattern COUNT = java.util.regex.Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");

    private final String text;
    private final Pattern pattern;
    private final Map<String, Integer> names;

    private Expression(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
        this.names = Map.copyOf(new HashMap<>(pattern.namedGroups()));
    }

    /** @throws IllegalArgumentException whose message says what is expected */
    static Expression compile(String text, boolean ignoreCase) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException("an expression of 1 to " + LONGEST + " characters");
        }
        if (repetitions(text) > MOST_REPETITIONS) {
            throw new IllegalArgumentException(
                    "an expression whose counts, multiplied, are at most " + MOST_REPETITIONS);
        }
        try {
            return new Expression(text, Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "an expression in the syntax of RE2; of this one it says: " + e.getDescription(), e);
        }
    }

    private static double repetitions(String expression) {
        double product = 1;
        java.util.regex.Matcher counts = COUNT.matcher(expression);
        while (counts.find()) {
            String least = counts.group(1);
            String most = Optional.ofNullable(counts.group(2))
                    .filter(text -> !text.isEmpty())
                    .orElse(least);
            product *= Math.max(1, Double.parseDouble(most));
        }
        return product;
    }

    boolean in(String subject) {
        return subject.length() <= LONGEST_TEXT && pattern.matcher(subject).find();
    }

    /** What the groups took; a group that took no part is empty. */
    Optional<List<String>> captures(String subject) {
        if (subject.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(subject);
        if (!matcher.find()) {
            return Optional.empty();
        }
        var taken = new ArrayList<String>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            taken.add(Optional.ofNullable(matcher.group(i)).orElse(""));
        }
        return Optional.of(taken);
    }

    int groups() {
        return pattern.groupCount();
    }

    /** The groups that have a name, by it. */
    Map<String, Integer> names() {
        return names;
    }

    String text() {
        return text;
    }
}
