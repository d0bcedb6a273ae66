package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessorsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    void the_server_starts_and_answers_on_one_processor_and_on_many(int processors) throws Exception {
        List<String> jvm =
                List.of("-XX:ActiveProcessorCount=" + processors, "-cp", System.getProperty("java.class.path"));
        try (ServerProcess server = ServerProcess.serve(jvm, folder, folder.resolve("log"), Map.of())) {
            assertThat(server.get("/absent.jpg").statusCode()).isEqualTo(404);
        }
    }
}
