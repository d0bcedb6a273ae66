package dev.imago.openapi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code docs/openapi.yaml}: its operations, with references followed. */
final class OpenApiDocument {
    static final Path FILE = Path.of("docs/openapi.yaml");

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private final JsonNode root;
    private final List<Operation> operations = new ArrayList<>();

    /**
     * One method of one path.
     *
     * @param template as the document writes it
     * @param node the Operation Object
     * @param parameters of the operation and its path
     */
    record Operation(String method, String template, JsonNode node, List<JsonNode> parameters) {
        /** As {@code PUT /v1/images/{key}}. */
        String name() {
            return method + " " + template;
        }

        boolean takes(String where, String parameter) {
            return parameters.stream()
                    .anyMatch(known -> known.path("in").asString().equals(where)
                            && known.path("name").asString().equalsIgnoreCase(parameter));
        }

        boolean matches(String path) {
            return pattern().matcher(path).matches();
        }

        private Pattern pattern() {
            String text =
                    Pattern.quote(template).replace("{key}", "\\E.+\\Q").replaceAll("\\{[a-z]+}", "\\\\E[^/]+\\\\Q");
            return Pattern.compile(text);
        }
    }

    OpenApiDocument() {
        root = YAMLMapper.shared().readTree(FILE);
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .forEach(member -> operations.add(operation(path.getKey(), path.getValue(), member))));
    }

    private Operation operation(String template, JsonNode path, Map.Entry<String, JsonNode> member) {
        List<JsonNode> parameters = new ArrayList<>();
        path.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        member.getValue().path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        return new Operation(member.getKey().toUpperCase(Locale.ROOT), template, member.getValue(), parameters);
    }

    JsonNode root() {
        return root;
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** The operation that answers a request; that of GET for a HEAD that has none of its own. */
    Optional<Operation> find(String method, String path) {
        Optional<Operation> own = exactly(method, path);
        return own.isEmpty() && method.equals("HEAD") ? exactly("GET", path) : own;
    }

    private Optional<Operation> exactly(String method, String path) {
        return operations.stream()
                .filter(operation -> operation.method().equals(method))
                .filter(operation -> operation.matches(path))
                .min(Comparator.comparing(
                                (Operation operation) -> operation.template().contains("{"))
                        .thenComparing(operation -> -operation.template().length()));
    }

    /** What a node is, or what it refers to. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? at(node.get("$ref").asString()) : node;
    }

    /** What a reference leads to; a missing node if nowhere. */
    JsonNode at(String reference) {
        return root.at(reference.substring(1));
    }

    /** Every schema, by where it is: those of components, parameters, headers and bodies. */
    Map<String, JsonNode> schemas() {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        collect("#", root, found);
        root.path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> found.put("#/components/schemas/" + schema.getKey(), schema.getValue()));
        return found;
    }

    private static void collect(String place, JsonNode node, Map<String, JsonNode> found) {
        node.properties().forEach(member -> {
            String inside = place + "/" + member.getKey();
            if (member.getKey().equals("schema") || member.getKey().startsWith("x-each-")) {
                found.put(inside, member.getValue());
            } else if (!inside.equals("#/components/schemas")) {
                collect(inside, member.getValue(), found);
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(place + "/" + i, node.get(i), found);
        }
    }

    /** Every reference, by where it is. */
    Map<String, String> references() {
        Map<String, String> found = new LinkedHashMap<>();
        references("#", root, found);
        return found;
    }

    private static void references(String place, JsonNode node, Map<String, String> found) {
        if (node.has("$ref")) {
            found.put(place, node.get("$ref").asString());
        }
        node.properties().forEach(member -> references(place + "/" + member.getKey(), member.getValue(), found));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            references(place + "/" + i, node.get(i), found);
        }
    }
}
