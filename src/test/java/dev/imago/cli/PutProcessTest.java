package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Samples;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code imago put -r} as a process of its own, ended while it is at work. */
@Tag("slow")
final class PutProcessTest {
    private static final int FILES = 400;

    @TempDir
    Path root;

    private CommandGround ground;
    private Path photos;

    @BeforeEach
    void start() throws Exception {
        ground = new CommandGround(root);
        for (int i = 0; i < FILES; i++) {
            ground.file("photos/" + i % 7 + "/" + i + ".png", Samples.png(64, 64, i));
        }
        photos = root.resolve("local/photos");
    }

    @AfterEach
    void stop() throws Exception {
        ground.close();
    }

    @Test
    void a_killed_run_goes_on_where_it_was_and_nothing_is_lost() throws Exception {
        Process process = put();
        int done = read(process, 40);
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        requireGoingOn(done);
    }

    @Test
    void ctrl_c_ends_it_with_130_and_a_word_on_how_to_go_on() throws Exception {
        Process process = put();
        int done = read(process, 40);
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        done += read(process, Integer.MAX_VALUE) - 1;
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(root.resolve("err")).content().contains("interrupted; the same command goes on where it was");
        requireGoingOn(done);
    }

    private void requireGoingOn(int done) throws IOException {
        List<JsonNode> lines = ground.run("put", "-r", photos.toString(), "--prefix", "p", "--json")
                .lines();
        JsonNode summary = lines.getLast().get("summary");
        assertThat(summary.get("same").asInt()).isGreaterThanOrEqualTo(done).isLessThan(FILES);
        assertThat(summary.get("same").asInt() + summary.get("created").asInt()).isEqualTo(FILES);
        long missing = 0;
        for (JsonNode line : lines.subList(0, FILES)) {
            boolean sent = line.get("outcome").asString().equals("created");
            missing += sent ? Files.size(Path.of(line.get("file").asString())) : 0;
        }
        assertThat(summary.get("sentBytes").asLong()).isEqualTo(missing);
        assertThat(ground.run("ls", "p/").out().lines()).hasSize(FILES);
        for (int i = 0; i < FILES; i += 50) {
            assertThat(ground.folder.resolve("p/" + i % 7 + "/" + i + ".png")).hasBinaryContent(Samples.png(64, 64, i));
        }
    }

    /** Signals as a shell on a terminal gives them, whoever started the tests. */
    private Process put() throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of("dev.imago.Main", "put", "-r", photos.toString(), "--prefix", "p", "-j", "2", "--json"));
        var builder =
                new ProcessBuilder(command).redirectError(root.resolve("err").toFile());
        builder.environment().putAll(ground.variables(Map.of()));
        return builder.start();
    }

    /** How many of so many lines there are. */
    private static int read(Process process, int lines) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        int read = 0;
        while (read < lines && out.readLine() != null) {
            read++;
        }
        return read;
    }
}
