package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.imago.Relay;
import dev.imago.cli.CommandGround.Result;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code imago put} against a real server. */
final class PutCommandTest {
    @TempDir
    static Path root;

    private static CommandGround ground;

    @BeforeAll
    static void start() throws Exception {
        ground = new CommandGround(root);
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @Test
    void a_file_is_created_replaced_and_not_sent_again() throws Exception {
        Path file = ground.file("a.png", Samples.png(8, 8, 1));
        String url = ground.imago.publicUrl() + "/one/a.png";
        Result created = ground.run("put", file.toString(), "one/a.png");
        assertThat(created.code()).isZero();
        assertThat(created.out()).isEqualTo("created  " + url + "\n");
        assertThat(created.err()).startsWith("1 created, 0 replaced, 0 there already, 0 failed; ");
        assertThat(ground.run("put", file.toString(), "one/").out()).isEqualTo("same  " + url + "\n");

        Files.write(file, Samples.png(8, 8, 2));
        assertThat(ground.run("put", file.toString(), "--prefix", "one", "--create-only")
                        .out())
                .isEqualTo("kept  " + url + "\n");
        assertThat(ground.run("put", file.toString(), "--as", "one/a.png").out())
                .isEqualTo("replaced  " + url + "\n");
        assertThat(ground.folder.resolve("one/a.png")).hasBinaryContent(Samples.png(8, 8, 2));
        JsonNode forced = ground.run("put", file.toString(), "--as", "one/a.png", "--force", "--json")
                .lines()
                .getLast();
        assertThat(forced.get("summary").get("sentBytes").asLong()).isEqualTo(Files.size(file));
    }

    @Test
    void a_refusal_that_meets_all_files_ends_the_run_at_once() throws Exception {
        for (int i = 0; i < 30; i++) {
            ground.file("refused/" + i + ".png", Samples.png(8, 8, i));
        }
        String folder = ground.root.resolve("local/refused").toString();
        String reader = ground.key("read");
        Result refused = assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> ground.runAs(reader, "put", "-r", folder, "--prefix", "refused", "-j", "2"));
        assertThat(refused.code()).isNotZero();
        assertThat(ground.run("ls", "refused/").out()).isEmpty();
    }

    @Test
    void a_folder_goes_up_with_all_below_it_and_what_is_no_image_does_not_stop_the_rest() throws Exception {
        for (int i = 0; i < 30; i++) {
            ground.file("photos/" + i % 3 + "/deep/" + i + ".png", Samples.png(8, 8, i));
        }
        ground.file("photos/notes.txt", "no image".getBytes());
        ground.file("photos/left.out", Samples.png(8, 8));
        ground.file("photos/.hidden/x.png", Samples.png(8, 8));
        Path photos = ground.root.resolve("local/photos");

        Result result = ground.run("put", "-r", photos.toString(), "--prefix", "folder", "--exclude", "*.out");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("notes.txt: Unsupported Media Type: These bytes are no image.")
                .contains("30 created, 0 replaced, 0 there already, 1 failed; ");
        assertThat(ground.run("ls", "folder/").out().lines()).hasSize(30).contains("folder/1/deep/4.png");

        List<JsonNode> again = ground.run(
                        "put", "-r", photos.toString(), "--prefix", "folder", "--exclude", "*.out", "--json")
                .lines();
        assertThat(again).hasSize(32);
        assertThat(again)
                .filteredOn(line -> line.has("outcome"))
                .allSatisfy(line -> assertThat(line.propertyNames())
                        .contains("file", "key", "outcome")
                        .isSubsetOf("file", "key", "outcome", "digest", "url", "error"));
        JsonNode summary = again.getLast().get("summary");
        assertThat(summary.propertyNames())
                .containsExactly("created", "replaced", "same", "kept", "failed", "sentBytes", "seconds", "complete");
        assertThat(List.of(summary.get("same").asInt(), summary.get("failed").asInt()))
                .containsExactly(30, 1);
        assertThat(summary.get("sentBytes").asInt()).isZero();
    }

    @Test
    void a_key_that_may_only_write_is_enough_and_nothing_is_sent_twice() throws Exception {
        String key = ground.key("write");
        Path file = ground.file("w.png", noise(300_000, 1));
        try (var relay = new Relay(URI.create(ground.imago.apiUrl()).getPort())) {
            var environment = Map.of("IMAGO_KEY", key, "IMAGO_API", relay.url());
            String[] command = {"put", file.toString(), "--as", "w/w.png"};
            assertThat(ground.run(environment, "", command).out()).startsWith("created  http");
            long first = relay.sent();
            assertThat(ground.run(environment, "", command).out()).isEqualTo("same  w/w.png\n");
            assertThat(relay.sent() - first).isLessThan(5_000);

            Files.write(file, noise(300_000, 2));
            assertThat(ground.run(environment, "", "put", file.toString(), "--as", "w/w.png", "--create-only")
                            .out())
                    .isEqualTo("kept  w/w.png\n");
            assertThat(ground.run(environment, "", command).out()).startsWith("replaced  http");
        }
        assertThat(ground.folder.resolve("w/w.png")).hasBinaryContent(noise(300_000, 2));
    }

    @Test
    void a_large_file_that_broke_off_goes_on_behind_what_the_server_has() throws Exception {
        byte[] large = noise(20 << 20, 3);
        Path file = ground.file("large.png", large);
        try (var relay = new Relay(URI.create(ground.imago.apiUrl()).getPort())) {
            var environment = Map.of("IMAGO_API", relay.url());
            String[] command = {"put", file.toString(), "--as", "large/a.png", "--attempts", "1", "--json"};
            relay.breakAfter(12 << 20);
            Result broken = ground.run(environment, "", command);
            assertThat(broken.code()).as(broken.err()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(broken.err()).contains("broken off; the same command goes on where it was");
            assertThat(ground.run("stat", "large/a.png").code()).isEqualTo(ExitCode.NOT_FOUND);

            relay.mend();
            long before = relay.sent();
            Result resumed = ground.run(environment, "", command);
            assertThat(resumed.code()).as(resumed.err()).isZero();
            assertThat(resumed.lines().getFirst().get("outcome").asString()).isEqualTo("created");
            assertThat(resumed.lines().getFirst().get("url").asString()).endsWith("/large/a.png");
            assertThat(resumed.lines().getLast().get("summary").get("sentBytes").asInt())
                    .isEqualTo(12 << 20);
            assertThat(relay.sent() - before).isBetween(12L << 20, 13L << 20);
        }
        assertThat(ground.folder.resolve("large/a.png")).hasBinaryContent(large);
        assertThat(ground.home.resolve(".local/state/imago/uploads")).isEmptyDirectory();
    }

    @Test
    void a_large_file_under_a_key_that_may_only_write_is_created_kept_and_replaced() throws Exception {
        String key = ground.key("write");
        Path file = ground.file("large2.png", noise(17 << 20, 4));
        String[] command = {"put", file.toString(), "--as", "large/b.png"};
        assertThat(ground.runAs(key, command).out()).startsWith("created  ");
        assertThat(ground.runAs(key, command).out()).isEqualTo("same  large/b.png\n");
        Files.write(file, noise(17 << 20, 5));
        assertThat(ground.runAs(key, command).out()).startsWith("replaced  ");
        JsonNode image = ground.run("stat", "large/b.png", "--json").json();
        assertThat(image.get("digest").asString())
                .isEqualTo(Digest.of(Files.readAllBytes(file)).hex());
    }

    @Test
    void names_that_could_steer_a_terminal_are_harmless() throws Exception {
        ground.file("evil/\u001b[31mred\u009b\r.png", Samples.png(8, 8));
        ground.file("evil/good.png", Samples.png(8, 8));
        String evil = ground.root.resolve("local/evil").toString();
        Result people = ground.run("put", "-r", evil, "--prefix", "evil/");
        assertThat(people.code()).isEqualTo(ExitCode.FAILED);
        assertThat(people.err()).contains("[31mred").contains("control character");
        Result programs = ground.run("put", "-r", evil, "--prefix", "evil/", "--json");
        assertThat(programs.lines()).hasSize(3);
        assertThat((people.err() + programs.out() + programs.err()).lines())
                .allSatisfy(line -> assertThat(line.codePoints()).noneMatch(Character::isISOControl));
    }

    @Test
    void what_cannot_be_done_has_its_exit_code() throws Exception {
        Path file = ground.file("c.png", Samples.png(8, 8, 9));
        assertThat(ground.run("put").code()).isEqualTo(ExitCode.USAGE);
        assertThat(ground.run("put", file.toString(), "c.png", "--jobs", "0").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(ground.run("put", "-r", file.toString()).err()).contains("is not a folder");
        assertThat(ground.run("put", "nowhere.png", "c.png").err()).contains("there is no such file");
        assertThat(ground.runAs(ground.key("read"), "put", file.toString(), "c.png")
                        .code())
                .isEqualTo(ExitCode.REFUSED);
        assertThat(ground.runAs("not-a-key-of-this-server", "put", file.toString(), "c.png")
                        .code())
                .isEqualTo(ExitCode.REFUSED);
        Result unreachable = ground.run(Map.of("IMAGO_API", "127.0.0.1:1"), "", "put", file.toString(), "c.png");
        assertThat(unreachable.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(unreachable.err())
                .contains("No Imago answers at http://127.0.0.1:1")
                .contains("--api");
        assertThat(ground.run("stat", "c.png").code()).isEqualTo(ExitCode.NOT_FOUND);
    }

    /** An image of so many bytes that no compression makes smaller. */
    private static byte[] noise(int length, int seed) {
        byte[] png = Samples.png(8, 8, seed);
        byte[] image = new byte[length];
        new Random(seed).nextBytes(image);
        System.arraycopy(png, 0, image, 0, png.length);
        return Arrays.copyOf(image, length);
    }
}
