package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.Imago;
import dev.imago.cli.CommandGround.Result;
import dev.imago.config.Sources;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code imago warm} against a real server. */
@Tag("slow")
final class WarmCommandTest {
    @TempDir
    static Path root;

    private static CommandGround ground;

    @BeforeAll
    static void start() throws Exception {
        Path file =
                Files.writeString(root.resolve("imago.yaml"), "renditions: {presets: {thumb: 'w=100&format=jpeg'}}\n");
        ground = new CommandGround(root, Sources.file(file));
        for (String name : List.of("dogs.jpg", "fig.jpg", "dandelion.jpg")) {
            try (InputStream in = Imago.class.getResourceAsStream("demo/" + name)) {
                ground.put("upload/" + name, in.readAllBytes());
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @Test
    void every_image_below_the_prefix_is_warmed_once() {
        Result first = ground.run("warm", "upload/d", "--preset", "thumb");
        assertThat(first.err()).contains("2 images: 2 made, 0 there already, 0 failed");
        assertThat(first.code()).isEqualTo(ExitCode.OK);

        List<JsonNode> lines = ground.run("warm", "--preset", "thumb", "--json").lines();
        assertThat(lines).hasSize(4);
        assertThat(lines.subList(0, 3))
                .extracting(line -> line.path("key").asString())
                .contains("upload/fig.jpg");
        JsonNode summary = lines.getLast().path("summary");
        assertThat(summary.path("made").asInt()).isEqualTo(1);
        assertThat(summary.path("there").asInt()).isEqualTo(2);
        assertThat(summary.path("complete").asBoolean()).isTrue();
    }

    @Test
    void an_unknown_preset_ends_it_at_once() {
        Result refused = ground.run("warm", "--preset", "thump");
        assertThat(refused.code()).isNotEqualTo(ExitCode.OK);
        assertThat(refused.err()).contains("Did you mean thumb?");
        assertThat(ground.run("warm").code()).isEqualTo(ExitCode.USAGE);
    }
}
