package dev.imago.cli;

import dev.imago.cli.client.ApiClient;
import dev.imago.image.PercentEncoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code imago key revoke}. */
@Command(
        name = "revoke",
        description = "Revokes API keys; they are refused from then on.",
        footer = {"", "Example:", "  imago key revoke k3x8a0q2zd"})
final class KeyRevoke implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids as `imago key list` shows them.")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    KeyRevoke(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            for (String id : ids) {
                client.delete("/v1/keys/" + PercentEncoding.encodePath(id));
                if (json.wanted()) {
                    json.print(shell, Map.of("id", id, "outcome", "revoked"));
                } else {
                    shell.terminal().say("revoked  " + id);
                }
            }
        }
        return ExitCode.OK;
    }
}
