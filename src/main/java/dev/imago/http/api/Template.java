package dev.imago.http.api;

import dev.imago.image.PercentEncoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path with placeholders: {@code {name}} stands for one segment, {@code {name...}} for one or more with their slashes. Literal
 * text may follow a placeholder, as in {@code /v1/images/{key...}:warm}. Matching is on the path as sent, so that an encoded
 * colon or slash in a key never makes another template match.
 */
record Template(String text, Pattern pattern, List<String> names) implements Comparable<Template> {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]+)(\\.\\.\\.)?}");

    static Template of(String text) {
        StringBuilder regex = new StringBuilder();
        List<String> names = new ArrayList<>();
        Matcher placeholders = PLACEHOLDER.matcher(text);
        int end = 0;
        while (placeholders.find()) {
            regex.append(Pattern.quote(text.substring(end, placeholders.start())));
            regex.append(placeholders.group(2) == null ? "([^/]+)" : "(.+)");
            names.add(String.valueOf(placeholders.group(1)));
            end = placeholders.end();
        }
        regex.append(Pattern.quote(text.substring(end)));
        return new Template(text, Pattern.compile(regex.toString(), Pattern.DOTALL), List.copyOf(names));
    }

    /** The decoded parameters if the path matches. */
    Optional<Map<String, String>> match(String path) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            parameters.put(names.get(i), PercentEncoding.decode(String.valueOf(matcher.group(i + 1))));
        }
        return Optional.of(parameters);
    }

    /** The more specific first: fewer placeholders, then more literal text. */
    @Override
    public int compareTo(Template other) {
        int byPlaceholders = Integer.compare(names.size(), other.names.size());
        int byLiteral = Integer.compare(literal(other), literal(this));
        return byPlaceholders != 0 ? byPlaceholders : byLiteral != 0 ? byLiteral : text.compareTo(other.text);
    }

    private static int literal(Template template) {
        return PLACEHOLDER.matcher(template.text).replaceAll("").length();
    }
}
