package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code imago migrate --wait} as a process of its own on a terminal, which {@code script} makes. */
@Tag("slow")
final class MigrateTerminalTest {
    /** A line that is redrawn: bar, part, images, bytes of all bytes, rate, time left. */
    private static final String LINE =
            "\r\\x1b\\[K\\[#+-+] +[0-9]+%  [0-9]+/40 images  [0-9.]+ [KM]?B of [0-9.]+ [KM]?B"
                    + "  [0-9.]+ [KM]?B/s  0:0[0-9] left";

    @TempDir
    Path root;

    private Path target;
    private long bytes;
    private CommandGround ground;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectory(root.resolve("old"));
        target = Files.createDirectory(root.resolve("new"));
        Path file = Files.writeString(
                root.resolve("imago.yaml"), """
                data: %s
                stores: {old: {type: folder, path: %s}, new: {type: folder, path: %s}}
                routes: [{name: all, store: old}]
                """.formatted(root.resolve("data"), root.resolve("old"), target));
        ground = CommandGround.withStores(root, file);
        for (int i = 0; i < 40; i++) {
            byte[] image = Samples.png(150, 150, i);
            bytes += image.length;
            ground.put(i + ".png", image);
        }
    }

    @AfterEach
    void stop() throws Exception {
        ground.close();
    }

    @Test
    void a_bar_the_rate_the_time_left_what_fails_and_a_report_are_shown() throws Exception {
        Path obstacle = Files.createDirectories(target.resolve("7.png/in-the-way"));
        String rate = Long.toString(bytes / 5);
        String shown = onTerminal("migrate", "start", "--route", "all", "--to", "new", "--rate", rate, "--wait");
        assertThat(shown).containsPattern(LINE).containsPattern("try [0-9]+: 7.png: The key names a folder");
        String report = shown.substring(shown.lastIndexOf("\u001b[K"));
        assertThat(report)
                .contains("all, from old to new", "copied     39 images (", "verified   39, 0 wrong")
                .contains("1 image has no copy in new", "failed     1 image, tried again", "  7.png: ");

        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        CommandGround.await(
                "it is tried again and copied",
                () -> !ground.run("migrate", "status").out().contains("failed"));
        assertThat(target.resolve("7.png")).hasBinaryContent(Samples.png(150, 150, 7));
        Path proof = root.resolve("proof.jsonl");
        assertThat(ground.run("migrate", "proof", proof.toString()).out())
                .contains("proof.jsonl: 40 images (", "40 copies, 40 verified");
        assertThat(Files.readString(proof))
                .contains(Digest.of(Samples.png(150, 150, 7)).hex());
    }

    private String onTerminal(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add("dev.imago.Main");
        command.addAll(List.of(arguments));
        Path shown = root.resolve("shown");
        var builder = new ProcessBuilder("script", "-qefc", String.join(" ", command), shown.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(ground.variables(Map.of()));
        assertThat(builder.start().waitFor()).isEqualTo(ExitCode.FAILED);
        return Files.readString(shown, StandardCharsets.UTF_8);
    }
}
