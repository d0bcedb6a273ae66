package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.cli.CommandGround.Result;
import dev.imago.image.Samples;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code imago key}, {@code token}, {@code status}, {@code scan} and {@code verify} against a real server. */
final class AdminCommandsTest {
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
    void a_key_is_shown_once_works_and_is_revoked() {
        Result created = ground.run(
                "key", "create", "--scope", "read,write", "--prefix", "shop/", "--name", "shop", "--expires", "90d");
        String key = created.out().strip();
        assertThat(key).startsWith("imago_").doesNotContain(" ");
        assertThat(created.err())
                .contains("for read, write of shop/")
                .contains("not shown again")
                .doesNotContain(key);
        assertThat(ground.runAs(key, "ls", "shop/").code()).isZero();
        assertThat(ground.runAs(key, "ls").code()).isEqualTo(ExitCode.REFUSED);

        Result list = ground.run("key", "list");
        assertThat(list.out())
                .startsWith("ID")
                .contains("read,write", "shop/", "usable")
                .doesNotContain(key);
        List<JsonNode> keys = ground.run("key", "list", "--json").lines();
        JsonNode shop = keys.stream()
                .filter(node -> node.path("prefix").asString("").equals("shop/"))
                .findFirst()
                .orElseThrow();
        assertThat(shop.has("key")).isFalse();
        String id = shop.get("id").asString();

        assertThat(ground.run("key", "revoke", id).out()).isEqualTo("revoked  " + id + "\n");
        assertThat(ground.run("key", "list").out()).contains("revoked");
        assertThat(ground.run("key", "revoke", "nosuchkey", "--json").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(ground.run("key", "create", "--scope", "everything").code()).isEqualTo(ExitCode.USAGE);
        assertThat(ground.run("key", "create").code()).isEqualTo(ExitCode.USAGE);
        Result hostile = ground.run("key", "create", "--scope", "read", "--name", "\u001b[1mbold");
        assertThat(hostile.code()).isEqualTo(ExitCode.USAGE);
        assertThat(hostile.err()).doesNotContain("\u001b");
        assertThat(ground.runAs(ground.key("write"), "key", "list").code()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void a_key_comes_from_a_file_that_others_cannot_read() throws Exception {
        Path file = ground.home.resolve(".config/imago/key");
        Files.createDirectories(file.getParent());
        Files.writeString(file, CommandGround.KEY + "\n");
        Map<String, String> noKey = Map.of("IMAGO_KEY", "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Result readable = ground.run(noKey, "", "ls");
        assertThat(readable.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(readable.err()).contains("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(ground.run(noKey, "", "ls").code()).isZero();
        Files.delete(file);
    }

    @Test
    void keys_on_the_command_line_are_not_shown_whatever_is_wrong_with_it() {
        String secret = "a-secret-of-somebody";
        for (String[] line : List.of(
                new String[] {"ls", "--key", secret, "--unknown"},
                new String[] {"ls", "--key=" + secret, "a", "b"},
                new String[] {"ls", "--kye=" + secret},
                new String[] {"ls", "--key", secret, "--key", secret},
                new String[] {"ls", "--key", secret})) {
            Result result = ground.run(line);
            assertThat(result.code()).isIn(ExitCode.USAGE, ExitCode.REFUSED);
            assertThat(result.err()).isNotEmpty().doesNotContain(secret);
        }
    }

    @Test
    void a_token_is_issued_and_all_are_taken_back() {
        Result token = ground.run("token", "create", "--prefix", "upload/", "--types", "image/png", "--expires", "10m");
        assertThat(token.out().strip()).matches("\\S+\\.\\S+\\.\\S+");
        assertThat(token.err()).contains("for upload/, expires ");
        assertThat(ground.run("token", "create", "--json").json().has("token")).isTrue();
        assertThat(ground.run("token", "revoke", "--all").out()).isEqualTo("revoked  all upload tokens\n");
        assertThat(ground.run("token", "revoke", "--all", "--json")
                        .json()
                        .get("outcome")
                        .asString())
                .isEqualTo("revoked");
        assertThat(ground.run("token", "revoke").code()).isEqualTo(ExitCode.USAGE);
        assertThat(ground.runAs(ground.key("read"), "token", "create").code()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void status_shows_how_the_server_is() {
        Result status = ground.run("status");
        assertThat(status.code()).as(status.out()).isZero();
        assertThat(status.out()).startsWith("imago ").contains("catalog: ", "memory: ", "STORE", "SCAN", "FOLLOWER");
        assertThat(ground.run("status", "--json").json().propertyNames())
                .containsExactly(
                        "version",
                        "node",
                        "uptimeSeconds",
                        "stores",
                        "catalog",
                        "scans",
                        "memory",
                        "renditions",
                        "followers");
        assertThat(ground.run(Map.of("IMAGO_API", "127.0.0.1:1"), "", "status").code())
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ground.run("status", "--api", "http://h/?q").code()).isEqualTo(ExitCode.USAGE);
        assertThat(ground.runAs(ground.key("read"), "status").code()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void status_names_a_store_that_does_not_answer_and_says_why(@TempDir Path own) throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0)) {
            nobody = closed.getLocalPort();
        }
        Path configuration = Files.writeString(own.resolve("imago.yaml"), """
                data: %s
                stores:
                  images: {type: memory}
                  legacy: {type: http, url: "http://127.0.0.1:%d/", limits: {retries: 0}}
                routes: [{name: old, path: /old/**, store: legacy}, {name: all, store: images}]
                """.formatted(own.resolve("data"), nobody));
        try (CommandGround other = CommandGround.withStores(own, configuration)) {
            Result status = other.run("status");
            assertThat(status.code()).isEqualTo(ExitCode.FAILED);
            assertThat(status.out())
                    .containsPattern("images +memory +- +- +yes +-")
                    .containsPattern("legacy +http +- +- +NO +closed +The origin does not answer");
            for (int look = 0; look < 6; look++) {
                other.run("status");
            }
            assertThat(other.run("status").out())
                    .containsPattern("legacy +http +- +- +NO +open since 2\\S+Z +The origin does not answer");
        }
    }

    @Test
    void a_scan_is_ordered_below_a_prefix_that_can_be_one() {
        assertThat(ground.run("scan", "upload/").err()).contains("the scan is ordered");
        assertThat(ground.run("scan", "--json").json().get("stores").get(0).asString())
                .isEqualTo("folder");
        Result bad = ground.run("scan", "../etc");
        assertThat(bad.code()).isEqualTo(ExitCode.USAGE);
        assertThat(bad.err()).contains("A prefix is what image keys begin with");
        assertThat(ground.runAs(ground.key("read"), "scan").code()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void verify_reads_again_and_tells_what_is_missing() throws Exception {
        Path other = Files.createDirectory(root.resolve("alone"));
        try (var alone = new CommandGround(other, "adoption.enabled", "false")) {
            alone.put("v/a.png", Samples.png(8, 8, 1));
            alone.put("v/b.png", Samples.png(8, 8, 2));
            Result sound = alone.run("verify", "v/");
            assertThat(sound.code()).isZero();
            assertThat(sound.err()).contains("done: 2 images").contains("0 wrong");

            Files.delete(alone.folder.resolve("v/a.png"));
            Result missing = alone.run("verify", "--rate", "50MB/s");
            assertThat(missing.code()).isEqualTo(ExitCode.FAILED);
            assertThat(missing.out()).isEqualTo("missing  v/a.png\n");
            String id = alone.run("verify", "--no-wait").out().strip();
            JsonNode followed = alone.run("verify", "--id", id, "--json").json();
            assertThat(followed.propertyNames())
                    .containsExactly(
                            "id",
                            "state",
                            "prefix",
                            "total",
                            "checked",
                            "bytes",
                            "changed",
                            "damaged",
                            "missing",
                            "unreadable",
                            "catalog");
            assertThat(followed.get("missing").get(0).asString()).isEqualTo("v/a.png");
            assertThat(alone.run("verify", "--id", "99").code()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(alone.run("verify", "a//b").code()).isEqualTo(ExitCode.USAGE);
            assertThat(alone.run("verify", "--rate", "fast").code()).isEqualTo(ExitCode.USAGE);
            assertThat(Set.of(alone.run("verify", "--no-wait", "--json").code()))
                    .containsExactly(ExitCode.OK);
        }
    }
}
