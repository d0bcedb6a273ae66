package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.cli.CommandGround.Result;
import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
                stores: {old: {type: folder, path: %s}, new: {type: memory}, legacy: {type: http, url: 'http://127.0.0.1:1/'}}
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
            assertThat(begun.out()).contains("from old to new", "copying", "1 image (", "0 images have no copy in new");

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
    void a_route_or_a_prefix_is_enough_to_say_what_is_moved() throws Exception {
        try (CommandGround ground = ground()) {
            ground.put("upload/a.png", Samples.png(9, 7));
            Result route = ground.run("migrate", "start", "--route", "all", "--to", "new", "--json");
            assertThat(route.json().get("prefix").asString()).isEmpty();
            assertThat(route.json().get("from").asString()).isEqualTo("old");
            ground.run("migrate", "rollback");
            CommandGround.await(
                    "finished", () -> ground.run("migrate", "finish").code() == 0);
            CommandGround.await(
                    "done", () -> ground.run("migrate", "status").out().contains("stage      done"));
            Result prefix = ground.run("migrate", "start", "--prefix", "upload/", "--to", "new", "--json");
            assertThat(prefix.json().get("prefix").asString()).isEqualTo("upload/");
            assertThat(prefix.json().get("from").asString()).isEqualTo("old");
            assertThat(ground.run("migrate", "start", "--route", "al", "--to", "new")
                            .err())
                    .contains("There is no route 'al'; there are 'all'");
            assertThat(ground.run("migrate", "start", "--route", "all", "--from", "new", "--to", "old")
                            .err())
                    .contains("'new' is no store of the route 'all'");
            assertThat(ground.run("migrate", "start", "--route", "all", "--prefix", "x/", "--to", "new")
                            .err())
                    .contains("route or prefix, not both");
            assertThat(ground.run("migrate", "start", "--prefix", "none/", "--to", "new")
                            .err())
                    .contains("No image is known below 'none/'");
        }
    }

    @Test
    void a_lazy_one_waits_for_readers_until_the_rest_is_ordered() throws Exception {
        try (CommandGround ground = ground()) {
            ground.put("upload/a.png", Samples.png(9, 7));
            Result begun = ground.run("migrate", "start", "--from", "old", "--to", "new", "--lazy", "--wait");
            assertThat(begun.out())
                    .contains(
                            "on-read: only what is read or uploaded is copied",
                            "0 images (0 B)",
                            "1 image has no copy in new");
            ground.run("migrate", "cutover");
            assertThat(ground.run("migrate", "finish").err())
                    .contains("1 images have no copy in new yet", "Resume it with backfill");
            Result resumed = ground.run("migrate", "resume", "--backfill", "--wait");
            assertThat(resumed.out()).contains("follow, ", "copied     1 image (", "0 images have no copy in new");
            assertThat(ground.run("migrate", "finish", "--wait").code()).isZero();
        }
    }

    @Test
    void a_proof_is_held_against_its_own_digest() throws Exception {
        try (CommandGround ground = ground()) {
            ground.put("upload/a.png", Samples.png(9, 7));
            ground.put("upload/b.png", Samples.png(9, 7, 2));
            ground.run("migrate", "start", "--from", "old", "--to", "new", "--wait");
            Path proof = root.resolve("proof.jsonl");
            Result saved = ground.run("migrate", "proof", proof.toString());
            String digest = Json.mapper()
                    .readTree(Files.readAllLines(proof).getLast())
                    .get("digest")
                    .asString();
            assertThat(saved.out())
                    .contains("proof.jsonl: 2 images (", "), 2 copies, 2 verified", "SHA-256    " + digest);
            List<String> lines = new ArrayList<>(Files.readAllLines(proof));
            lines.removeFirst();
            Files.write(proof, lines);
            assertThatThrownBy(() -> ProofFile.read(proof)).hasMessageContaining("is not whole");
            Files.write(proof, lines.subList(0, 1));
            assertThatThrownBy(() -> ProofFile.read(proof)).hasMessageContaining("is not whole");
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
            for (List<String> way : List.of(List.of("legacy", "new"), List.of("old", "legacy"))) {
                assertThat(ground.run("migrate", "start", "--from", way.getFirst(), "--to", way.getLast())
                                .err())
                        .contains("'legacy' can only be read", "import-on-read");
            }
            assertThat(ground.run("migrate", "start", "--from", "old", "--to", "new", "--rate", "fast")
                            .code())
                    .isEqualTo(ExitCode.USAGE);
        }
    }
}
