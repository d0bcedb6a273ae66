package dev.imago.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A type whose values are written as one text.
 *
 * @param name for the reference page: {@code duration}
 * @param expected completes "expected …"
 * @param parser reads a text; throws {@link IllegalArgumentException} with what was expected as its message
 * @param schema the keywords of the JSON Schema
 * @param closest what the writer of a refused text may have meant
 */
record ScalarType(
        String name,
        String expected,
        Function<String, Object> parser,
        Map<String, Object> schema,
        Function<String, Optional<String>> closest) {

    static ScalarType of(String name, String expected, Function<String, Object> parser, Map<String, Object> schema) {
        return new ScalarType(name, expected, parser, schema, _ -> Optional.empty());
    }

    static ScalarType choice(String name, Map<String, ?> values) {
        Collection<String> names = values.keySet();
        String expected = names.size() == 1 ? names.iterator().next() : "one of " + String.join(", ", names);
        Function<String, Object> parser = text -> {
            if (!values.containsKey(text)) {
                throw new IllegalArgumentException(expected);
            }
            return values.get(text);
        };
        return new ScalarType(
                name, expected, parser, Map.of("enum", List.copyOf(names)), text -> Names.closest(text, names));
    }

    ScalarType withClosest(Function<String, Optional<String>> guess) {
        return new ScalarType(name, expected, parser, schema, guess);
    }

    /** The name with what limits the values: {@code number from 1 to 10}, {@code a, b or c}. */
    String describe() {
        if (schema.get("enum") instanceof List<?> values) {
            return String.join(
                    ", ", values.stream().map(value -> "`" + value + "`").toList());
        }
        int bounds = Math.max(
                expected.lastIndexOf(" from "),
                Math.max(expected.lastIndexOf(" at least "), expected.lastIndexOf(" at most ")));
        return name + (bounds < 0 ? "" : expected.substring(bounds));
    }

    /** @throws IllegalArgumentException with what was expected as its message */
    Object parse(String text) {
        return parser.apply(text);
    }

    /** The value as JSON knows it: a number, a boolean, or text. */
    Object json(String text) {
        Object value = parse(text);
        return value instanceof Number || value instanceof Boolean ? value : text;
    }

    /** This type with its values bounded. */
    ScalarType within(Range range) {
        Optional<Object> min = range.min().equals(Setting.NONE) ? Optional.empty() : Optional.of(parse(range.min()));
        Optional<Object> max = range.max().equals(Setting.NONE) ? Optional.empty() : Optional.of(parse(range.max()));
        String bounded = expected + bounds(range, min.isPresent(), max.isPresent());
        Function<String, Object> checked = text -> {
            Object value = parsed(text, bounded);
            if (min.filter(bound -> compare(value, bound) < 0).isPresent()
                    || max.filter(bound -> compare(value, bound) > 0).isPresent()) {
                throw new IllegalArgumentException(bounded);
            }
            return value;
        };
        var keywords = new TreeMap<>(schema);
        if ("integer".equals(schema.get("type")) || "number".equals(schema.get("type"))) {
            min.ifPresent(bound -> keywords.put("minimum", bound));
            max.ifPresent(bound -> keywords.put("maximum", bound));
        }
        return new ScalarType(name, bounded, checked, keywords, closest);
    }

    private Object parsed(String text, String instead) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(instead, e);
        }
    }

    private String bounds(Range range, boolean min, boolean max) {
        String pause = expected.contains(" such as ") ? "," : "";
        if (min && max) {
            return pause + " from " + range.min() + " to " + range.max();
        }
        return min ? pause + " at least " + range.min() : max ? pause + " at most " + range.max() : "";
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object value, Object bound) {
        return ((Comparable<Object>) value).compareTo(bound);
    }
}
