package dev.imago.routing;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in which <code>{name}</code> stands for what the wildcard of that name took. */
record NamedTemplate(String text) {
    private static final Pattern REFERENCE = Pattern.compile("\\{([a-z0-9]*)}");

    List<String> names() {
        return REFERENCE
                .matcher(text)
                .results()
                .map(reference -> reference.group(1))
                .toList();
    }

    String fill(Map<String, String> taken, UnaryOperator<String> encoding) {
        return REFERENCE
                .matcher(text)
                .replaceAll(reference ->
                        Matcher.quoteReplacement(encoding.apply(taken.getOrDefault(reference.group(1), ""))));
    }
}
