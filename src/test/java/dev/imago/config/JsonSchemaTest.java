package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final Schema schema = REGISTRY.getSchema(JsonSchema.of(Sample.class), InputFormat.JSON);

    @TempDir
    Path folder;

    @Test
    void it_is_a_valid_schema_and_always_the_same() {
        Schema meta = REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(meta.validate(JsonSchema.of(Sample.class), InputFormat.JSON)).isEmpty();
        assertThat(JsonSchema.of(Sample.class)).isEqualTo(JsonSchema.of(Sample.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "public: {listen: ':8080', idle-timeout: 1m30s, server-timing: true}",
                "public: {listen: '[::1]:0', trusted-proxies: [10.0.0.0/8]}",
                "public: {listen: 'a-b.example:443', idle-timeout: 500s}",
                "public: {tls: {certificate: a, key: b}}",
                "public:\n  tls:\n",
                "cache:\nroutes:\nlabels:\n",
                "cache: {max-bytes: 1000000}",
                "cache: {max-bytes: 64 MB, policy: least-frequent, types: []}",
                "max-connections: 1\nsampling: 0.25\ntotal: 123456789012",
                "stores: {a: {type: folder, root: /x}, b: {type: memory}}",
                "routes: [{path: /a, cache: {max-age: 0, shared-max-age: 250ms}}]",
                "catalog: {max-bytes: 1GiB}",
                "catalog: {type: folder, root: /x, ignore-case: true}",
                "database: jdbc:postgresql://db/imago\npassword: x",
            })
    void what_the_server_reads_is_valid(String yaml) throws Exception {
        new Reading(folder).settings(yaml);
        assertThat(schema.validate(yaml, InputFormat.YAML)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "publc: {}",
                "public: {listn: x}",
                "public: 5",
                "public: {listen: '8080'}",
                "public: {listen: '::1:80'}",
                "public: {idle-timeout: 30 sec}",
                "public: {idle-timeout: 1s1d}",
                "public: {idle-timeout: 5}",
                "public: {server-timing: 'yes'}",
                "public: {tls: {key: b}}",
                "cache: {max-bytes: 64mb}",
                "cache: {max-bytes: -1}",
                "cache: {policy: LEAST_RECENT}",
                "cache: {types: jpeg}",
                "max-connections: 0",
                "max-connections: 1.5",
                "max-connections: many",
                "sampling: 1.5",
                "stores: {a: {root: /x}}",
                "stores: {a: {type: foldr, root: /x}}",
                "stores: {a: {type: folder}}",
                "stores: {a: {type: memory, root: /x}}",
                "routes: [{store: main}]",
                "routes: {path: /a}",
                "labels: [a]",
                "catalog: {root: /x}",
            })
    void what_the_schema_refuses_the_server_refuses_too(String yaml) {
        assertThat(schema.validate(yaml, InputFormat.YAML)).isNotEmpty();
        assertThat(new Reading(folder).problems(yaml)).isNotEmpty();
    }

    @Test
    void it_carries_docs_defaults_and_examples() {
        assertThat(JsonSchema.of(Sample.class).replaceAll("\\s+", " "))
                .contains("\"idle-timeout\" : { \"description\" : \"The longest wait.\"")
                .contains("\"default\" : 10000")
                .contains("\"default\" : [ \"jpeg\", \"png\" ]")
                .contains("\"default\" : { \"type\" : \"memory\" }")
                .contains("\"examples\" : [ [ \"10.0.0.0/8\", \"192.168.1.0/24\" ] ]");
    }
}
