package dev.imago.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the JSON Schema (draft 2020-12) of a settings file, by which editors complete and check it. Ranges of durations and sizes and
 * checks across settings are beyond it: the server is stricter than its schema.
 */
public final class JsonSchema {
    private JsonSchema() {}

    /**
     * The schema as text; the same text for the same records.
     *
     * @throws IllegalArgumentException if the records are wrong, see {@link Setting}
     */
    public static String of(Class<?> root) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.putAll(schema(Shapes.of(root), Optional.empty()));
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return JsonMapper.builder().build().writer().with(printer).writeValueAsString(schema) + "\n";
    }

    private static Map<String, Object> schema(Shape shape, Optional<String> byDefault) {
        var schema = new LinkedHashMap<String, Object>();
        switch (shape) {
            case Shape.Scalar(ScalarType type) -> schema.putAll(new TreeMap<>(type.schema()));
            case Shape.Items(Shape element) -> {
                schema.put("type", List.of("array", "null"));
                schema.put("items", schema(element, Optional.empty()));
            }
            case Shape.Entries(Shape value) -> {
                schema.put("type", List.of("object", "null"));
                schema.put("additionalProperties", schema(value, Optional.empty()));
            }
            case Shape.Section section -> {
                schema.put("type", section.needsInput() ? "object" : List.of("object", "null"));
                schema.putAll(members(section, Optional.empty(), Optional.empty()));
            }
            case Shape.Choice choice -> {
                schema.put("type", "object");
                var variants = new ArrayList<>();
                choice.variants()
                        .forEach((name, section) -> variants.add(members(section, Optional.of(name), byDefault)));
                schema.put("oneOf", variants);
            }
        }
        return schema;
    }

    /**
     * @param variant the value of the key {@code type}, if the record is one of several
     */
    private static Map<String, Object> members(
            Shape.Section section, Optional<String> variant, Optional<String> defaultVariant) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        variant.ifPresent(name -> {
            properties.put(Shape.Choice.TYPE, Map.of("const", name));
            if (!variant.equals(defaultVariant)) {
                required.add(Shape.Choice.TYPE);
            }
        });
        for (Key key : section.keys()) {
            properties.put(key.name(), property(key));
            if (key.required()) {
                required.add(key.name());
            }
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> property(Key key) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("description", key.doc());
        schema.putAll(schema(key.shape(), key.byDefault()));
        if (key.optional() && !key.shape().isOneText() && schema.get("type") instanceof String type) {
            schema.put("type", List.of(type, "null"));
        }
        key.byDefault().flatMap(text -> json(key.shape(), text)).ifPresent(value -> schema.put("default", value));
        key.example()
                .flatMap(text -> json(key.shape(), text))
                .ifPresent(value -> schema.put("examples", List.of(value)));
        return schema;
    }

    private static Optional<Object> json(Shape shape, String text) {
        return switch (shape) {
            case Shape.Scalar(ScalarType type) -> Optional.of(type.json(text));
            case Shape.Items(Shape.Scalar(ScalarType type)) ->
                Optional.of(Given.split(text).map(type::json).toList());
            case Shape.Choice _ -> Optional.of(Map.of(Shape.Choice.TYPE, text));
            default -> Optional.empty();
        };
    }
}
