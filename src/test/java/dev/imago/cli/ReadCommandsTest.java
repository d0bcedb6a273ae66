package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.cli.CommandGround.Result;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code imago get}, {@code ls}, {@code stat}, {@code rm} and {@code changes} against a real server. */
final class ReadCommandsTest {
    private static final String[] IMAGE = {
        "key",
        "url",
        "etag",
        "digest",
        "size",
        "type",
        "width",
        "height",
        "frames",
        "created",
        "modified",
        "store",
        "version"
    };

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
    void get_needs_the_address_of_the_api_alone() throws Exception {
        byte[] image = Samples.png(30, 20, 1);
        ground.put("get/ü b.png", image);
        Path file = root.resolve("fetched.png");
        Result got = ground.run("get", "get/ü b.png", "-o", file.toString());
        assertThat(got.code()).as(got.err()).isZero();
        assertThat(file).hasBinaryContent(image);
        assertThat(got.out()).isEmpty();
        assertThat(got.err()).contains("fetched.png: ").contains("image/png");
        assertThat(ground.run("get", "/get/ü b.png", "-o", "-").bytes()).isEqualTo(image);

        Result again = ground.run("get", "get/ü b.png", "-o", file.toString());
        assertThat(again.code()).isEqualTo(ExitCode.FAILED);
        assertThat(again.err()).contains("--force replaces it");
        JsonNode json = ground.run("get", "get/ü b.png", "-o", file.toString(), "--force", "--json")
                .json();
        assertThat(json.propertyNames()).containsExactly("file", "key", "url", "digest", "size", "type");
        assertThat(json.get("digest").asString()).isEqualTo(Digest.of(image).hex());
    }

    @Test
    void get_takes_another_public_address_and_says_when_nothing_answers_there() throws Exception {
        ground.put("get/c.png", Samples.png(8, 8));
        Path file = root.resolve("c.png");
        assertThat(ground.run("get", "get/c.png", "-o", file.toString(), "--public", ground.imago.publicUrl() + "/")
                        .code())
                .isZero();
        Result nobody = ground.run("get", "get/c.png", "-o", "x.png", "--public", "http://127.0.0.1:1");
        assertThat(nobody.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(nobody.err())
                .contains("Nothing answers at http://127.0.0.1:1/get/c.png")
                .contains("--public");
        assertThat(ground.run("get", "get/none.png").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(ground.run("get", "../etc/passwd").code()).isEqualTo(ExitCode.USAGE);
        assertThat(ground.runAs(ground.key("write"), "get", "get/c.png").code()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void ls_lists_by_prefix_in_pages_for_people_and_programs() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            ground.put("ls/" + name + ".png", Samples.png(30, 20, name.hashCode()));
        }
        assertThat(ground.run("ls", "ls/").out()).isEqualTo("ls/a.png\nls/b.png\nls/c.png\n");
        assertThat(ground.run("ls", "ls/", "--after", "ls/a.png", "--limit", "1")
                        .out())
                .isEqualTo("ls/b.png\n");
        assertThat(ground.run("ls", "ls/", "-l").out().lines())
                .hasSize(3)
                .allMatch(
                        line -> line.matches(" *\\d+(\\.\\d)? K?B  [0-9-]{10} [0-9:]{8}  image/png  30x20  ls/..png"));
        List<JsonNode> items = ground.run("ls", "ls/", "--json").lines();
        assertThat(items)
                .hasSize(3)
                .allSatisfy(item -> assertThat(item.propertyNames()).containsExactly(IMAGE));
        assertThat(items.getFirst().get("url").asString()).isEqualTo(ground.imago.publicUrl() + "/ls/a.png");
        assertThat(ground.run("ls", "nothing/here").out()).isEmpty();
        assertThat(ground.run("ls", "a//b").code()).isEqualTo(ExitCode.USAGE);
        assertThat(ground.run("ls", "--limit", "0").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void stat_shows_what_is_known_of_an_image() throws Exception {
        ground.put("stat/a.png", Samples.png(30, 20, 5));
        assertThat(ground.run("stat", "stat/a.png").out())
                .contains("key          stat/a.png\n")
                .contains("url          " + ground.imago.publicUrl() + "/stat/a.png\n")
                .contains("dimensions   30x20\n");
        assertThat(ground.run("stat", "stat/a.png", "--json").json().propertyNames())
                .startsWith(IMAGE)
                .contains("orientation");
        Result absent = ground.run("stat", "stat/b.png", "--json");
        assertThat(absent.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(absent.out()).isEmpty();
        assertThat(absent.err()).contains("There is no image stat/b.png");
        Result anonymous = ground.run(Map.of("IMAGO_KEY", ""), "", "stat", "stat/a.png");
        assertThat(anonymous.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(anonymous.err()).contains("Give a key with --key");
    }

    @Test
    void srcset_prints_the_element_for_a_page() throws Exception {
        ground.put("srcset/a b.png", Samples.png(30, 20, 5));
        String url = ground.imago.publicUrl() + "/srcset/a%20b.png?w=16";
        Result element = ground.run("srcset", "srcset/a b.png", "w=16,32", "--sizes", "50vw", "--alt", "Cats & dogs");
        assertThat(element.out())
                .startsWith("<img src=\"" + ground.imago.publicUrl())
                .contains(" srcset=\"" + url + " 16w, ")
                .endsWith(" sizes=\"50vw\" width=\"30\" height=\"20\" alt=\"Cats &amp; dogs\">\n");
        JsonNode json =
                ground.run("srcset", "/srcset/a b.png", "w=16", "--json").json();
        assertThat(json.get("src").asString()).isEqualTo(url);
        assertThat(json.get("candidates").get(0).get("width").asInt()).isEqualTo(16);
        assertThat(ground.run("srcset", "srcset/a b.png", "w=0").err()).contains("The parameter w takes");
        assertThat(ground.run("srcset", "srcset/a b.png", "w=1 2").code()).isEqualTo(ExitCode.USAGE);
        assertThat(ground.run("srcset", "srcset/none.png", "w=16").code()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void rm_deletes_what_is_named_and_minds_nothing_that_is_gone() throws Exception {
        ground.put("rm/a.png", Samples.png(8, 8));
        assertThat(ground.run("rm", "rm/a.png", "rm/b.png").out()).isEqualTo("deleted  rm/a.png\ndeleted  rm/b.png\n");
        assertThat(ground.folder.resolve("rm/a.png")).doesNotExist();
        assertThat(ground.run("rm", "rm/a.png", "--json").json().propertyNames())
                .containsExactlyInAnyOrder("key", "outcome");
        assertThat(ground.run("rm").code()).isEqualTo(ExitCode.USAGE);
        assertThat(ground.run("rm", "rm/../x").code()).isEqualTo(ExitCode.USAGE);
        assertThat(ground.runAs(ground.key("write"), "rm", "rm/a.png").code()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void rm_by_prefix_asks_first() throws Exception {
        for (int i = 0; i < 3; i++) {
            ground.put("old/" + i + ".png", Samples.png(8, 8, i));
        }
        Result nobody = ground.run("rm", "--prefix", "old/");
        assertThat(nobody.code()).isEqualTo(ExitCode.USAGE);
        assertThat(nobody.err()).contains("3 images").contains("--yes");
        Result no = ground.run(Map.of(), "no\n", "rm", "--prefix", "old/");
        assertThat(no.code()).isEqualTo(ExitCode.FAILED);
        assertThat(no.err()).contains("Delete 3 images (").contains("nothing is deleted");
        assertThat(ground.run("ls", "old/").out().lines()).hasSize(3);

        assertThat(ground.run(Map.of(), "yes\n", "rm", "--prefix", "old/").out())
                .isEqualTo("deleted  3 images\n");
        assertThat(ground.run("ls", "old/").out()).isEmpty();
        ground.put("old/4.png", Samples.png(8, 8));
        JsonNode job = ground.run("rm", "--prefix", "old/", "--yes", "--json").json();
        assertThat(job.get("state").asString()).isEqualTo("done");
        assertThat(job.get("deleted").asInt()).isEqualTo(1);
        assertThat(ground.run("rm", "--prefix", "old/", "--yes").err()).contains("there are no images below old/");
        assertThat(ground.run("rm", "--prefix", "../", "--yes").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void changes_shows_the_journal_and_goes_on_with_it() throws Exception {
        ground.put("journal/a.png", Samples.png(8, 8, 1));
        List<JsonNode> all = ground.run("changes", "--json").lines();
        JsonNode last = all.getLast();
        assertThat(last.propertyNames())
                .containsExactly("sequence", "kind", "key", "digest", "size", "at", "cause", "node");
        String after = last.get("sequence").asString();
        assertThat(ground.run("changes", "--after", after).out()).isEmpty();

        var pipe = new PipedInputStream();
        var out = new PrintStream(new PipedOutputStream(pipe), true, StandardCharsets.UTF_8);
        var terminal = dev.imago.cli.terminal.Terminal.plain(out, System.err, java.io.InputStream.nullInputStream());
        var code = new CompletableFuture<Integer>();
        Thread following = Thread.ofPlatform()
                .start(() -> code.complete(
                        CommandGround.commandLine(new Shell(terminal, ground.variables(Map.of()), ground.home))
                                .run("changes", "--follow", "--after", after)));
        ground.put("journal/b.png", Samples.png(8, 8, 2));
        byte[] line = new byte[pipe.read() < 0 ? 0 : 120];
        int read = pipe.read(line);
        assertThat(new String(line, 0, read, StandardCharsets.UTF_8))
                .contains("put")
                .contains("journal/b.png");
        following.interrupt();
        assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(ExitCode.INTERRUPTED);
    }

    @Test
    void images_of_a_configured_address_have_it_in_their_urls() throws Exception {
        Path other = Files.createDirectory(root.resolve("behind-a-proxy"));
        try (var proxied = new CommandGround(other, "public-url", "https://img.example.com/pictures/")) {
            proxied.put("a b.png", Samples.png(8, 8));
            assertThat(proxied.run("stat", "a b.png", "--json")
                            .json()
                            .get("url")
                            .asString())
                    .isEqualTo("https://img.example.com/pictures/a%20b.png");
        }
        Path all = Files.createDirectory(root.resolve("on-all-addresses"));
        try (var open = new CommandGround(all, "public.listen", ":0")) {
            open.put("a.png", Samples.png(8, 8));
            assertThat(open.run("get", "a.png", "-o", "-").bytes()).isEqualTo(Samples.png(8, 8));
            String url = open.run(
                            Map.of("IMAGO_API", open.imago.apiUrl().replace("127.0.0.1", "localhost")),
                            "",
                            "stat",
                            "a.png",
                            "--json")
                    .json()
                    .get("url")
                    .asString();
            assertThat(url).startsWith("http://localhost:").endsWith("/a.png");
        }
    }
}
