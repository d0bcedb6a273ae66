package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.cli.CommandGround.Result;
import dev.imago.config.Sources;
import dev.imago.image.Samples;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code imago route explain}, of a real server and of a file. */
@Tag("slow")
final class RouteExplainTest {
    private static final String ROUTES = """
            routes:
              - name: domain
                hosts: [www.example.com]
                redirect: {to: "https://img.example.com/$1", status: 308}
              - name: phones
                path: /pic/**
                when: {headers: {User-Agent: '~* mobile'}}
                rewrite: /upload/small/$1
              - name: inside
                path: /pic/**
                when: {clients: [10.0.0.0/8]}
                rewrite: /upload/inside/$1
              - name: there
                path: /pic/**
                when: {image: exists}
              - {name: pictures, path: /pic/**, rewrite: /upload/$1}
              - {name: shut, path: /shut/**, gone: true}
              - {name: uploads, path: /upload/**}
            """;

    @TempDir
    static Path root;

    private static CommandGround ground;
    private static Path config;

    @BeforeAll
    static void start() throws Exception {
        config = Files.writeString(root.resolve("imago.yaml"), ROUTES);
        ground = new CommandGround(root, Sources.file(config));
        ground.put("upload/a.png", Samples.png(64, 64, 1));
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @Test
    void each_rule_says_why_it_did_not_match_and_the_places_where_the_bytes_are() {
        Result result = ground.run("route", "explain", "http://img.example.com/pic/a.png?v=3");
        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .containsPattern("domain +passed +the host img.example.com is not of \\[www.example.com]")
                .containsPattern("phones +passed +the header field User-Agent '~\\* mobile' is not: it is not there")
                .containsPattern("inside +passed +the client is not in \\[10.0.0.0/8]")
                .containsPattern("there +passed +not so: the image \\[pic/a.png] is to be so: it exists")
                .containsPattern("pictures +matched")
                .containsPattern("uploads +not-asked")
                .containsPattern("key +upload/a.png")
                .containsPattern("looked +upload/a.png in folder \\(catalog\\): is there, ")
                .containsPattern("source +folder")
                .containsPattern("vary +user-agent")
                .containsPattern("cache-control +private, ");
    }

    @Test
    void a_request_is_described_by_its_host_fields_and_client() {
        JsonNode phone = explained(ExitCode.NOT_FOUND, "/pic/a.png", "--header", "user-agent: a Mobile");
        assertThat(phone.path("route").asString()).isEqualTo("phones");
        assertThat(phone.path("source").asString()).isEqualTo("none");
        assertThat(explained(ExitCode.NOT_FOUND, "/pic/a.png", "--client", "10.9.8.7")
                        .path("key")
                        .asString())
                .isEqualTo("upload/inside/a.png");
        JsonNode moved = explained(ExitCode.OK, "/x/y.png?w=3", "--host", "www.example.com");
        assertThat(moved.path("location").asString()).isEqualTo("https://img.example.com/x/y.png?w=3");
        assertThat(moved.path("status").asInt()).isEqualTo(308);
        assertThat(explained(ExitCode.OK, "/shut/a.png").path("outcome").asString())
                .isEqualTo("gone");
        assertThat(explained(ExitCode.NOT_FOUND, "/nowhere.png").path("outcome").asString())
                .isEqualTo("none");
        assertThat(explained(ExitCode.NOT_FOUND, "/upload/../a.png")
                        .path("outcome")
                        .asString())
                .isEqualTo("invalid");
    }

    @Test
    void what_is_in_memory_comes_from_there() throws Exception {
        ground.put("upload/hot.png", Samples.png(64, 64, 2));
        assertThat(explained(ExitCode.OK, "/upload/hot.png").path("source").asString())
                .isEqualTo("folder");
        var url = URI.create(ground.imago.publicUrl() + "/upload/hot.png").toURL();
        try (var in = url.openStream()) {
            assertThat(in.readAllBytes()).isEqualTo(Samples.png(64, 64, 2));
        }
        assertThat(explained(ExitCode.OK, "/upload/hot.png").path("source").asString())
                .isEqualTo("memory");
    }

    @Test
    void a_file_is_explained_without_a_server_and_says_what_it_cannot_know() {
        Result result = ground.run(
                Map.of("IMAGO_API", "http://127.0.0.1:1", "IMAGO_FOLDER", "/srv"),
                "",
                "route",
                "explain",
                "/pic/a.png",
                "-c",
                config.toString());
        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .containsPattern("there +depends +the image \\[pic/a.png] is to be so: it exists")
                .containsPattern("pictures +matched")
                .doesNotContain("looked", "source");
    }

    @Test
    void only_administrators_are_told() {
        assertThat(ground.runAs(ground.key("read"), "route", "explain", "/a.png")
                        .code())
                .isEqualTo(ExitCode.REFUSED);
        assertThat(ground.run("route", "explain", "ftp://x/").code()).isEqualTo(ExitCode.USAGE);
        assertThat(ground.run("route", "explain", "/a.png", "--client", "nobody")
                        .code())
                .isEqualTo(ExitCode.USAGE);
    }

    private static JsonNode explained(int code, String... arguments) {
        var command = new ArrayList<>(List.of("route", "explain", "--json"));
        command.addAll(List.of(arguments));
        Result result = ground.run(command.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        return result.json();
    }
}
