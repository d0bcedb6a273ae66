package dev.imago.cli;

import dev.imago.cli.client.ApiClient;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imago token revoke}. */
@Command(
        name = "revoke",
        description = "Makes all upload tokens that were issued so far invalid. Wants a key with the scope admin.",
        footer = {"", "Example:", "  imago token revoke --all"})
final class TokenRevoke implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--all", required = true, description = "Required, since single ones cannot be told apart.")
    @SuppressWarnings("UnusedVariable") // picocli demands it
    private boolean all;

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    TokenRevoke(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            client.delete("/v1/tokens");
            if (json.wanted()) {
                json.print(shell, Map.of("outcome", "revoked"));
            } else {
                shell.terminal().say("revoked  all upload tokens");
            }
        }
        return ExitCode.OK;
    }
}
