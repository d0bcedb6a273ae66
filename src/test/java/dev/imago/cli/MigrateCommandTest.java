package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.cli.CommandGround.Result;
import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code imago migrate} against a real server with two stores. */
final class MigrateCommandTest {
    @TempDir
    Path root;

    private CommandGround ground() throws Exception {
        Path old = Files.createDirectory(root.resolve("old"));
        Path file = Files.writeString(root.resolve("imago.yaml"), """
                data: %s
                stores: {old: {type: folder, path: %s}, new: {type: memory}}
                routes: [{name: all, store: old}]
                """.formatted(root.resolve("data"), old));
        return CommandGround.withStores(root, file);
    }

    @Test
    void a_migration_is_begun_watched_cut_over_rolled_back_and_finished() throws Exception {
        try (CommandGround ground = ground()) {
            ground.put("upload/a.png", Samples.png(9, 7));
            Result begun = ground.run("migrate", "start", "--from", "old", "--to", "new", "--rate", "50MB/s", "--wait");
            assertThat(begun.code()).as(begun.err()).isZero();
            assertThat(begun.out()).contains("from old to new", "copying", "1 image (", "0 images have no copy in old");

            Path proof = root.resolve("proof.jsonl");
            assertThat(ground.run("migrate", "proof", proof.toString()).code()).isZero();
            List<String> lines = Files.readAllLines(proof);
            assertThat(lines).hasSize(2);
            assertThat(Json.mapper().readTree(lines.getFirst()).get("digest").asString())
                    .isEqualTo(Digest.of(Samples.png(9, 7)).hex());
            assertThat(Json.mapper().readTree(lines.getFirst()).get("copy").has("verified"))
                    .isTrue();
            assertThat(Json.mapper().readTree(lines.getLast()).get("digest").asString())
                    .isEqualTo(Digest.of((lines.getFirst() + "\n").getBytes(StandardCharsets.UTF_8))
                            .hex());

            Result part = ground.run("migrate", "cutover", "--percent", "10", "--prefix", "upload/");
            assertThat(part.out()).contains("cut-over, 10% of upload/*");
            assertThat(ground.run("migrate", "finish").code()).isEqualTo(ExitCode.FAILED);

            assertThat(ground.run("migrate", "pause").out()).contains("paused");
            assertThat(ground.run("migrate", "resume").out()).doesNotContain("paused");
            assertThat(ground.run("migrate", "cutover").out()).contains("phase      cut-over\n");
            assertThat(ground.run("migrate", "rollback", "--json")
                            .json()
                            .get("phase")
                            .asString())
                    .isEqualTo("rolled-back");
            Result finished = ground.run("migrate", "finish", "--remove-after", "1s", "--wait");
            assertThat(finished.code()).as(finished.err()).isZero();
            assertThat(ground.run("migrate", "status").out()).contains("finished");
            assertThat(ground.run("stat", "upload/a.png").code()).isZero();
        }
    }

    @Test
    void mistakes_are_told() throws Exception {
        try (CommandGround ground = ground()) {
            assertThat(ground.run("migrate", "status").err()).contains("there is no migration");
            assertThat(ground.run("migrate", "start", "--from", "old").code()).isEqualTo(ExitCode.USAGE);
            assertThat(ground.run("migrate", "start", "--from", "old", "--to", "none")
                            .err())
                    .contains("There is no store 'none'");
            assertThat(ground.run("migrate", "start", "--from", "old", "--to", "new", "--rate", "fast")
                            .code())
                    .isEqualTo(ExitCode.USAGE);
        }
    }
}
