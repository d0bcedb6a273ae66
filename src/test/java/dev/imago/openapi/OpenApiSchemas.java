package dev.imago.openapi;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds values against schemas of the document. Clients are told to bear members that they do not know, so the document leaves its
 * objects open; here they are closed, so that a member which is not in the document is an error.
 */
final class OpenApiSchemas {
    private static final List<String> SINGLE = List.of("items", "additionalProperties", "not", "contains");
    private static final List<String> CLOSED_BRANCHES = List.of("anyOf", "oneOf");

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    private final Map<JsonNode, Schema> known = new HashMap<>();
    private final ObjectNode components;

    OpenApiSchemas(OpenApiDocument document) {
        components = (ObjectNode) document.root().path("components").deepCopy();
        components.path("schemas").forEach(schema -> close(schema, false));
    }

    /** What is wrong with a value; empty if nothing is. */
    List<String> problems(JsonNode schema, JsonNode value) {
        return known.computeIfAbsent(schema, this::compiled).validate(value).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    private Schema compiled(JsonNode schema) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        close(whole, true);
        whole.set("components", components);
        return registry.getSchema(whole);
    }

    /** @param whole whether the schema describes all of a value, and not, as a branch of {@code allOf}, a part of it */
    private static void close(JsonNode node, boolean whole) {
        if (!(node instanceof ObjectNode schema)) {
            return;
        }
        schema.path("properties").forEach(property -> close(property, true));
        SINGLE.forEach(keyword -> close(schema.path(keyword), true));
        CLOSED_BRANCHES.forEach(keyword -> schema.path(keyword).forEach(branch -> close(branch, true)));
        schema.path("allOf").forEach(branch -> close(branch, false));
        boolean object = schema.has("$ref") || schema.has("properties") || schema.has("allOf");
        if (whole && object && !schema.has("additionalProperties")) {
            schema.put("unevaluatedProperties", false);
        }
    }
}
