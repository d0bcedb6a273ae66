package dev.imago.config;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that is wrong with the configuration.
 *
 * @param where the place to correct
 * @param key the dotted key such as {@code routes[2].cache.max-age}; empty if the problem is no single key's
 * @param what what is wrong, where the value alone does not say it ({@code unknown key}, {@code missing}); may be empty
 * @param value the refused text; {@code ***} for a secret
 * @param expected what was expected, completing "expected …"; may be empty
 * @param hint the closest known key or value
 */
public record Problem(
        Origin where, String key, String what, Optional<String> value, String expected, Optional<String> hint) {

    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    /** By line of the file; then variables, then flags. */
    static final Comparator<Problem> BY_PLACE = Comparator.<Problem>comparingInt(Problem::rank)
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(problem -> problem.where().toString())
            .thenComparing(Problem::key);

    /** The line of the file, from 1; 0 if there is none. */
    public int line() {
        return where instanceof Origin.InFile file ? file.line() : 0;
    }

    /** The column in the line of the file, from 1; 0 if there is none. */
    public int column() {
        return where instanceof Origin.InFile file ? file.column() : 0;
    }

    /** One line for people: {@code imago.yaml:12: public.listn: unknown key; did you mean "listen"?} */
    @Override
    public String toString() {
        var line = new StringBuilder(where instanceof Origin.Default ? "configuration" : where.toString()).append(": ");
        if (!key.isEmpty()) {
            line.append(key).append(": ");
        }
        line.append(what);
        value.ifPresent(text -> line.append(what.isEmpty() ? "" : " ").append(quoted(text)));
        boolean sayExpected = !expected.isEmpty() && (hint.isEmpty() || what.isEmpty());
        if (sayExpected) {
            line.append(what.isEmpty() && value.isEmpty() ? "" : "; ")
                    .append("expected ")
                    .append(expected);
        }
        hint.ifPresent(
                text -> line.append("; did you mean ").append(quoted(text)).append('?'));
        return visible(line.toString());
    }

    private int rank() {
        return switch (where) {
            case Origin.InFile _ -> 0;
            case Origin.Default _ -> 1;
            case Origin.Variable _ -> 2;
            case Origin.Argument _ -> 3;
        };
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 120 ? text.substring(0, 117) + "..." : text) + '"';
    }

    /** Without characters that a terminal would act on. */
    private static String visible(String text) {
        String oneLine = text.replace("\n", "\\n").replace("\r", "\\r");
        return UNSEEN.matcher(oneLine)
                .replaceAll(unseen -> Matcher.quoteReplacement(
                        String.format("\\u%04x", (int) unseen.group().charAt(0))));
    }
}
