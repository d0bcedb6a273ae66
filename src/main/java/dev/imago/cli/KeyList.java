package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.KeyInfo;
import dev.imago.cli.client.KeyPage;
import dev.imago.cli.terminal.Table;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code imago key list}. */
@Command(
        name = "list",
        description = "Lists API keys, without the keys themselves.",
        footer = {"", "Example:", "  imago key list"})
final class KeyList implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    KeyList(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            KeyPage page = client.get("/v1/keys").as(KeyPage.class);
            if (json.wanted()) {
                page.keys().forEach(key -> json.relay(shell, key.toString()));
                return ExitCode.OK;
            }
            var table = new Table("ID", "NAME", "SCOPES", "PREFIX", "STATE", "EXPIRES", "LAST USED");
            page.keys().stream()
                    .map(key -> Answer.read(key.toString(), KeyInfo.class))
                    .forEach(key -> table.row(
                            key.id(),
                            key.name().orElse(""),
                            String.join(",", key.scopes()),
                            key.prefix().orElse(""),
                            state(key, Instant.now()),
                            Values.time(key.expires(), "never"),
                            Values.time(key.lastUsed(), "never")));
            table.lines().forEach(shell.terminal()::say);
        }
        return ExitCode.OK;
    }

    private static String state(KeyInfo key, Instant now) {
        if (key.revoked().isPresent()) {
            return "revoked";
        }
        return key.expires().filter(end -> !now.isBefore(end)).isPresent() ? "expired" : "usable";
    }
}
