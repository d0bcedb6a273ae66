package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.cli.terminal.Terminal;
import dev.imago.http.api.Json;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** The commands that need no server, help, and completion in a real shell. */
final class LocalCommandsTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private CommandLineInterface commandLine(Map<String, String> variables) {
        out.reset();
        err.reset();
        var terminal = Terminal.plain(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                InputStream.nullInputStream());
        return CommandGround.commandLine(new Shell(terminal, variables, directory));
    }

    private int run(String... arguments) {
        return commandLine(Map.of()).run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private JsonNode json() {
        return Json.mapper().readTree(out());
    }

    @Test
    void config_check_tells_all_problems_to_people_and_programs() throws Exception {
        Path good = Files.writeString(directory.resolve("good.yaml"), "folder: /srv/site\n");
        Path bad = Files.writeString(directory.resolve("bad.yaml"), "foldr: /srv\ngrace: \"so\\u001b[1mon\"\n");
        assertThat(run("config", "check", good.toString())).isZero();
        assertThat(out()).endsWith("good.yaml: ok\n");
        assertThat(run("config", "check", bad.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err())
                .contains("did you mean \"folder\"?", "grace", "problems in ")
                .doesNotContain("\u001b");
        assertThat(run("config", "check", "--json", bad.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(json().propertyNames()).containsExactly("ok", "problems", "warnings");
        assertThat(json().get("problems").get(0).propertyNames())
                .isSubsetOf("place", "line", "key", "what", "value", "expected", "hint");
        assertThat(run("config", "check", "--json", good.toString())).isZero();
        assertThat(json().get("ok").asBoolean()).isTrue();
        assertThat(run("config", "check")).isEqualTo(ExitCode.USAGE);
        assertThat(run("config")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void config_check_warns_of_what_is_likely_a_mistake_and_accepts_it() throws Exception {
        Path spare = Files.writeString(directory.resolve("spare.yaml"), """
                stores: {site: {type: memory}, spare: {type: memory}}
                routes: [{name: all, store: site}]
                """);
        assertThat(run("config", "check", spare.toString())).isZero();
        assertThat(err()).contains("warning: " + spare + ":1: stores.spare: no route leads to it");
        assertThat(out()).endsWith("spare.yaml: ok\n");
        assertThat(run("config", "check", "--json", spare.toString())).isZero();
        assertThat(json().get("ok").asBoolean()).isTrue();
        assertThat(json().get("warnings").get(0).get("key").asString()).isEqualTo("stores.spare");
    }

    @Test
    void config_show_tells_what_holds_and_why() throws Exception {
        Path file = Files.writeString(
                directory.resolve("i.yaml"), "folder: /srv/site\ncatalog: {password: secret-of-mine}\n");
        var variables = Map.of("IMAGO_PUBLIC_LISTEN", "127.0.0.1:9000");
        assertThat(commandLine(variables).run("config", "show", "-c", file.toString()))
                .isZero();
        assertThat(out()).contains("folder: /srv/site", "127.0.0.1:9000").doesNotContain("secret-of-mine");
        assertThat(commandLine(variables).run("config", "show", "-c", file.toString(), "--json"))
                .isZero();
        assertThat(out())
                .contains(
                        "{\"key\":\"public.listen\",\"value\":\"127.0.0.1:9000\",\"origin\":\"IMAGO_PUBLIC_LISTEN\"}\n")
                .contains("{\"key\":\"catalog.password\",\"value\":\"***\",\"origin\":\"" + file + ":2\"}\n")
                .contains("{\"key\":\"grace\",\"value\":\"30s\",\"origin\":\"default\"}\n")
                .doesNotContain("secret-of-mine");
        assertThat(out().lines())
                .allSatisfy(line ->
                        assertThat(Json.mapper().readTree(line).propertyNames()).contains("key", "origin"));
        assertThat(run("config", "show")).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void config_documents_itself() {
        assertThat(run("config", "schema")).isZero();
        assertThat(json().has("$schema")).isTrue();
        assertThat(run("config", "reference")).isZero();
        assertThat(out()).startsWith("#");
    }

    @Test
    void version_is_a_line_or_an_object() {
        assertThat(run("version")).isZero();
        assertThat(out()).startsWith("imago ").contains("(Java ");
        assertThat(run("--version")).isZero();
        assertThat(run("version", "--json")).isZero();
        assertThat(json().propertyNames()).containsExactly("version", "java", "os");
    }

    @Test
    void url_sign_prints_an_address_that_the_server_accepts() {
        String key = "b:a-key-of-some-length";
        var variables = Map.of("IMAGO_URL_KEY", key);
        assertThat(commandLine(variables).run("url", "sign", "/a%20b.jpg?w=400&fit=cover"))
                .isZero();
        // printf '%s' '/a%20b.jpg?fit=cover&kid=b&w=400' | openssl dgst -sha256 -hmac a-key-of-some-length -binary |
        // basenc --base64url
        assertThat(out())
                .isEqualTo("/a%20b.jpg?w=400&fit=cover&kid=b&sig=xFh6UOMAVwAN4chyMlzNEV3rlGMhcWgvIuMd924k7_4\n");
        assertThat(run(
                        "url",
                        "sign",
                        "--key",
                        key,
                        "--expires",
                        "30d",
                        "--json",
                        "https://i.example.com/a.jpg?preset=card"))
                .isZero();
        assertThat(json().propertyNames()).containsExactly("url", "expires");
        assertThat(json().get("url").asString())
                .matches("https://i\\.example\\.com/a\\.jpg\\?preset=card&expires=[0-9]+&kid=b&sig=[A-Za-z0-9_-]{43}");
        assertThat(Instant.parse(json().get("expires").asString()))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
    }

    @Test
    void url_sign_refuses_what_would_be_refused_by_the_server_and_shows_no_key() {
        String key = "a-key-of-some-length";
        for (String address : List.of(
                "/a.jpg",
                "/a.jpg?v=3",
                "/a.jpg?w=0",
                "/a.jpg?w=4&sig=x",
                "/a.jpg?w=4&expires=9",
                "a.jpg?w=4",
                "/é?w=4",
                "/a.jpg?w=4#x",
                "")) {
            assertThat(run("url", "sign", "--key", key, address)).as(address).isEqualTo(ExitCode.USAGE);
            assertThat(out()).isEmpty();
        }
        assertThat(run("url", "sign", "/a.jpg?w=4")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("IMAGO_URL_KEY");
        assertThat(run("url", "sign", "--key", "too-short", "/a.jpg?w=4")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("at least 16 characters").doesNotContain("too-short");
    }

    @Test
    void help_of_every_command_fits_a_terminal_and_has_an_example() {
        requireHelp(commandLine(Map.of()).everything());
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("Exit codes:", "130");
        assertThat(run("help", "put")).isZero();
        assertThat(out()).contains("Usage: imago put");
        assertThat(run()).isEqualTo(ExitCode.USAGE);
    }

    private static void requireHelp(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        if (!name.endsWith(" help")) {
            String help = command.getUsageMessage();
            assertThat(help).as(name).startsWith("Usage: " + name).contains("Example", "--help");
            assertThat(command.getCommandSpec().usageMessage().footer())
                    .as(name)
                    .allMatch(line -> line.length() <= 80);
            assertThat(help.lines()).as(name).allMatch(line -> line.length() <= 80);
        }
        command.getSubcommands().values().forEach(LocalCommandsTest::requireHelp);
    }

    @Test
    void what_is_no_command_or_option_is_told_with_what_was_meant() {
        assertThat(run("statu")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("stat");
        assertThat(run("ls", "--jsn")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("--json", "Try 'imago ls --help'");
        assertThat(run("ls", "\u001b[31m", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).doesNotContain("\u001b");
    }

    @Test
    void bash_completes_commands_options_and_subcommands() throws Exception {
        assertThat(run("completion")).isZero();
        Path script = Files.writeString(directory.resolve("completion"), out());
        assertThat(complete(script, "imago", "")).contains("serve", "put", "config", "completion", "help");
        assertThat(complete(script, "imago", "sta")).containsExactlyInAnyOrder("stat", "status");
        assertThat(complete(script, "imago", "put", "--")).contains("--prefix", "--recursive", "--json", "--key");
        assertThat(complete(script, "imago", "key", "")).contains("create", "list", "revoke");
        assertThat(complete(script, "imago", "config", "s")).containsExactlyInAnyOrder("show", "schema");
    }

    /** What bash offers for the last word. */
    private List<String> complete(Path script, String... words) throws Exception {
        String line = String.join(" ", words);
        String commands = "source '" + script + "'\n"
                + "COMP_WORDS=(" + line + (words[words.length - 1].isEmpty() ? " ''" : "") + ")\n"
                + "COMP_CWORD=" + (words.length - 1) + " COMP_LINE='" + line + "' COMP_POINT=" + line.length() + "\n"
                + "function_of=$(complete -p imago | sed 's/.*-F \\([^ ]*\\) .*/\\1/')\n"
                + "$function_of imago '" + words[words.length - 1] + "' '" + words[words.length - 2] + "'\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", commands)
                .redirectErrorStream(true)
                .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).as(answer).isZero();
        return answer.lines().map(String::strip).toList();
    }
}
