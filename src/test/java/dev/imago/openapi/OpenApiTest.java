package dev.imago.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document of the api by itself. */
final class OpenApiTest {
    /** The schema of the OpenAPI Initiative, from an npm package that {@code ./check} installs. */
    private static final Path META =
            Path.of("testserver/node/node_modules/@seriousme/openapi-schema-validator/schemas/v3.1/schema.json");

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final OpenApiDocument document = new OpenApiDocument();

    @Test
    void the_document_is_valid_openapi() throws Exception {
        assertThat(META)
                .as("the schema is missing: ./check installs it (npm ci --prefix testserver/node)")
                .exists();
        JsonNode meta = JsonMapper.shared().readTree(Files.readString(META));
        assertThat(REGISTRY.getSchema(meta).validate(document.root())).isEmpty();
    }

    @Test
    void every_schema_is_valid_json_schema() {
        Schema meta = REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(document.schemas()).hasSizeGreaterThan(100);
        document.schemas()
                .forEach((place, schema) ->
                        assertThat(meta.validate(schema)).as(place).isEmpty());
    }

    @Test
    void every_example_is_what_its_schema_says() {
        OpenApiSchemas schemas = new OpenApiSchemas(document);
        document.schemas()
                .forEach((place, schema) -> schema.path("examples")
                        .forEach(example -> assertThat(schemas.problems(schema, example))
                                .as(place)
                                .isEmpty()));
    }

    @Test
    void every_reference_leads_somewhere_and_every_component_is_used() {
        Set<String> used = new HashSet<>(document.references().values());
        assertThat(used)
                .allSatisfy(reference -> assertThat(document.at(reference).isMissingNode())
                        .as(reference)
                        .isFalse());
        document.root().path("components").properties().stream()
                .filter(kind -> !kind.getKey().equals("securitySchemes"))
                .forEach(kind -> kind.getValue()
                        .propertyNames()
                        .forEach(name -> assertThat(used).contains("#/components/" + kind.getKey() + "/" + name)));
    }

    @Test
    void operations_have_names_of_their_own_and_parameters_for_what_their_paths_leave_open() {
        Set<String> names = new HashSet<>();
        document.operations().forEach(operation -> {
            assertThat(names.add(operation.node().path("operationId").asString()))
                    .as(operation.name())
                    .isTrue();
            java.util.regex.Pattern.compile("\\{([a-z]+)}")
                    .matcher(operation.template())
                    .results()
                    .forEach(open -> assertThat(operation.takes("path", open.group(1)))
                            .as(operation.name())
                            .isTrue());
        });
    }
}
