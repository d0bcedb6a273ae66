package dev.imago.routing;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text in which {@code $1} … {@code $9} stand for what the path captured, <code>${name}</code> for a capture that has a name, and
 * <code>${arg_name}</code> for a parameter of the query.
 */
record Template(String text) {
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:([1-9])|\\{([A-Za-z_][A-Za-z0-9_-]{0,63})})");

    /** What a reference to a parameter begins with. */
    static final String PARAMETER = "arg_";

    /** The references in their order: a number, or a name. */
    List<String> references() {
        return REFERENCE.matcher(text).results().map(Template::reference).toList();
    }

    private static String reference(java.util.regex.MatchResult found) {
        return Optional.ofNullable(found.group(1)).orElseGet(() -> String.valueOf(found.group(2)));
    }

    /** Where the first reference is, or the length of the text. */
    int firstReference() {
        Matcher matcher = REFERENCE.matcher(text);
        return matcher.find() ? matcher.start() : text.length();
    }

    String fill(Taken taken, UnaryOperator<String> encoding) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(encoding.apply(taken.of(reference(found)))));
    }

    /** Those that stand for nothing. */
    List<String> unknown(PathPattern path, Conditions when) {
        return references().stream()
                .filter(reference -> !known(reference, path, when))
                .toList();
    }

    private static boolean known(String reference, PathPattern path, Conditions when) {
        if (Character.isDigit(reference.charAt(0))) {
            return Integer.parseInt(reference) <= path.captures();
        }
        return path.names().containsKey(reference)
                || (reference.startsWith(PARAMETER)
                        && Optional.ofNullable(when.query().get(reference.substring(PARAMETER.length())))
                                .filter(ValuePattern::positive)
                                .isPresent());
    }
}
