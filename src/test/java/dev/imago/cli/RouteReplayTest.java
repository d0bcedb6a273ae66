package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.cli.CommandGround.Result;
import dev.imago.config.Sources;
import dev.imago.http.api.Json;
import dev.imago.image.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code imago route replay} with the log of a real nginx, which is to be replaced. */
@Tag("slow")
final class RouteReplayTest {
    private static final String ROUTES = """
            routes:
              - {name: pictures, path: /pic/**, rewrite: /upload/$1}
              - {name: renamed, path: /old/**, redirect: {to: /upload/$1}}
              - {name: campaign, path: /campaign/**, gone: true}
              - {name: uploads, path: /upload/**}
            """;

    @TempDir
    static Path root;

    private static LegacyNginx nginx;
    private static CommandGround ground;

    @BeforeAll
    static void start() throws Exception {
        nginx = new LegacyNginx(root.resolve("legacy"));
        Path config = Files.writeString(root.resolve("imago.yaml"), ROUTES);
        ground = new CommandGround(root, Sources.file(config));
        for (int i = 0; i < 6; i++) {
            both("upload/" + i + ".png", Samples.png(64, 64, i));
        }
        both("upload/a b.png", Samples.png(32, 32, 9));
    }

    private static void both(String path, byte[] bytes) throws IOException {
        legacy(path, bytes);
        ground.put(path, bytes);
    }

    private static void legacy(String path, byte[] bytes) throws IOException {
        Path file = nginx.folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
        nginx.close();
    }

    @Test
    void a_site_whose_addresses_all_answer_the_same_may_be_switched() throws Exception {
        Path log = logged(
                "/upload/0.png",
                "/upload/1.png?v=3",
                "/pic/2.png",
                "/old/3.png",
                "/campaign/x.png",
                "/upload/none.png",
                "/upload/a%20b.png",
                "/upload//4.png",
                "/upload/0.png");
        Result same = replay(log);
        assertThat(same.err()).doesNotContain("differ");
        assertThat(same.out()).contains("8 addresses of 9 requests: 0 differ, 8 do not");
        assertThat(same.code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void what_differs_is_told_by_rule_and_kind_with_its_number() throws Exception {
        legacy("upload/lost-1.png", Samples.png(64, 64, 1));
        legacy("upload/lost-2.png", Samples.png(64, 64, 2));
        legacy("upload/other.png", Samples.png(64, 64, 3));
        ground.put("upload/other.png", Samples.png(64, 64, 4));
        byte[] jpeg = Files.readAllBytes(Path.of("docs/images/fill.jpg"));
        both("upload/really.png", jpeg);
        Path log = logged(
                "/upload/lost-1.png",
                "/upload/lost-1.png",
                "/pic/lost-2.png",
                "/upload/other.png",
                "/upload/really.png",
                "/upload/5.png");

        Path rules = Files.writeString(root.resolve("rules.yaml"), "folder: /srv\n" + ROUTES);
        Result json = replay(log, "--json", "--rules", rules.toString());
        assertThat(json.code()).as(json.err()).isEqualTo(ExitCode.DIFFERENT);
        List<JsonNode> lines = json.lines();
        JsonNode summary = lines.getLast().path("summary");
        assertThat(summary.path("differing").asInt()).isEqualTo(4);
        assertThat(summary.path("addresses").asInt()).isEqualTo(5);
        var groups = new HashMap<String, Integer>();
        summary.path("groups")
                .forEach(group -> groups.put(
                        group.path("rule").asString() + " " + group.path("kind").asString() + " "
                                + group.path("before").asString() + " "
                                + group.path("after").asString(),
                        group.path("requests").asInt()));
        assertThat(groups)
                .isEqualTo(Map.of(
                        "uploads status 200 404", 2,
                        "pictures status 200 404", 1,
                        "uploads bytes  ", 1,
                        "uploads type 200 image/png 200 image/jpeg", 1));

        Result people = replay(log, "--examples", "1", "--head-only");
        assertThat(people.out())
                .contains(
                        "/upload/: status 200 → 404: 1 address, 2 requests",
                        "    /upload/lost-1.png: 200 image/png → 404")
                .doesNotContain("bytes");
        assertThat(people.code()).isEqualTo(ExitCode.DIFFERENT);
    }

    @Test
    void a_log_full_of_malice_forges_nothing_in_the_report() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.write(Files.readAllBytes(logged("/upload/\u001b[2J\u009b31m.png", "/upload/\"\\x0aforged.png")));
        bytes.write("1.2.3.4 - - [x] \"GET /upload/\\x1b[31mred\\x0aall: well\\x9b.png HTTP/1.1\" 200 1\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        bytes.write(new byte[] {0, 1, 2, (byte) 0xFF, '\n', 0x1B, '[', 'm', '\n'});
        bytes.write(("1.2.3.4 - - [x] \"GET /" + "x".repeat(100_000) + " HTTP/1.1\" 200 1\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        bytes.write("1.2.3.4 - - [x] \"GET /upload/x HTTP/1.1\\x0d\\x0aHost: evil HTTP/1.1\" 200 1\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        Path log = Files.write(root.resolve("hostile.log"), bytes.toByteArray());
        for (String form : List.of("--json", "--head-only")) {
            Result result = replay(log, form, "--examples", "100");
            assertThat(result.code()).as(result.err()).isIn(ExitCode.OK, ExitCode.DIFFERENT);
            assertThat((result.out() + result.err()).lines().toList())
                    .allSatisfy(line -> assertThat(line.chars()).noneMatch(Character::isISOControl))
                    .noneMatch(line -> line.startsWith("all:") || line.startsWith("forged"));
        }
    }

    @Test
    void two_configurations_are_compared_without_a_server() throws Exception {
        Path before = Files.writeString(root.resolve("before.yaml"), "folder: /srv\n" + ROUTES);
        Path after = Files.writeString(
                root.resolve("after.yaml"),
                "folder: /srv\n" + ROUTES.replace("rewrite: /upload/$1}", "redirect: {to: /upload/$1}}"));
        Path log = logged("/upload/0.png", "/pic/2.png", "/pic/3.png");
        Result result =
                ground.run("route", "replay", log.toString(), "--old", before.toString(), "--new", after.toString());
        assertThat(result.out())
                .contains(
                        "pictures: decision: 2 addresses, 2 requests",
                        "    /pic/2.png: upload/2.png of folder → 301 to /upload/2.png",
                        "3 addresses of 3 requests: 2 differ, 1 do not");
        assertThat(result.code()).isEqualTo(ExitCode.DIFFERENT);
        assertThat(ground.run("route", "replay", log.toString(), "--old", after.toString(), "--new", after.toString())
                        .code())
                .isEqualTo(ExitCode.OK);
        assertThat(ground.run("route", "replay", log.toString(), "--old", after.toString(), "--new", nginx.url())
                        .code())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_side_that_is_not_there_ends_it_with_another_status() throws Exception {
        Path log = logged("/upload/0.png");
        Result none = ground.run(
                "route", "replay", log.toString(), "--old", "http://127.0.0.1:1", "--new", ground.imago.publicUrl());
        assertThat(none.code()).isEqualTo(ExitCode.FAILED);
        assertThat(none.err()).contains("/upload/0.png");
        assertThat(ground.run(
                                "route",
                                "replay",
                                root.resolve("no.log").toString(),
                                "--old",
                                nginx.url(),
                                "--new",
                                nginx.url())
                        .code())
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void as_a_process_it_reads_standard_input_and_keeps_to_its_rate() throws Exception {
        Path log = logged("/upload/0.png", "/upload/1.png", "/upload/2.png", "/pic/3.png");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of("dev.imago.Main", "route", "replay", "-", "--old", nginx.url(), "--new"));
        command.addAll(List.of(ground.imago.publicUrl(), "--rate", "2", "--json"));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectInput(log.toFile())
                .redirectError(root.resolve("err").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(root.resolve("err")))
                .isZero();
        assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_500));
        JsonNode summary = Json.mapper().readTree(out).path("summary");
        assertThat(summary.path("addresses").asInt()).isEqualTo(4);
        assertThat(summary.path("complete").asBoolean()).isTrue();
    }

    /** What nginx writes of these visits. */
    private static Path logged(String... targets) throws Exception {
        long before = Files.exists(nginx.log) ? Files.size(nginx.log) : 0;
        for (String target : targets) {
            nginx.visit(target);
        }
        CommandGround.await(
                "nginx has written its log", () -> since(before).lines().count() >= targets.length);
        return Files.writeString(
                Files.createTempFile(root, "access", ".log"), since(before), StandardCharsets.ISO_8859_1);
    }

    private static String since(long position) {
        try {
            byte[] all = Files.readAllBytes(nginx.log);
            return new String(all, (int) position, all.length - (int) position, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result replay(Path log, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "route",
                "replay",
                log.toString(),
                "--old",
                nginx.url(),
                "--new",
                ground.imago.publicUrl(),
                "--rate",
                "0"));
        command.addAll(List.of(options));
        return ground.run(command.toArray(String[]::new));
    }
}
