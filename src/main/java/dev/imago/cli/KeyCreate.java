package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.KeyInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imago key create}. */
@Command(
        name = "create",
        description =
                "Makes an API key and prints it, alone on stdout. It is shown this once: the server keeps its hash only.",
        footer = {
            "",
            "Examples:",
            "  imago key create --scope write --prefix upload/ --expires 90d --name shop",
            "  (umask 077; imago key create --scope read,write > ~/.config/imago/key)"
        })
final class KeyCreate implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--scope",
            required = true,
            split = ",",
            paramLabel = "SCOPE",
            description = "What it allows: read, write, delete, admin; several with commas.")
    private List<String> scopes = new ArrayList<>();

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "For images below it only, such as upload/.")
    private Optional<String> prefix = Optional.empty();

    @Option(names = "--expires", paramLabel = "TIME", description = "For so long only: 90d, 12h. Default: for ever.")
    private Optional<Duration> expires = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", description = "What it is for, to find it again.")
    private Optional<String> name = Optional.empty();

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    /** What the server is asked for. */
    record Wanted(Optional<String> name, List<String> scopes, Optional<String> prefix, Optional<Long> expiresIn) {}

    KeyCreate(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            var wanted = new Wanted(name, scopes, prefix, expires.map(Duration::toSeconds));
            Answer answer = client.post("/v1/keys", Optional.of(wanted));
            if (json.wanted()) {
                json.relay(shell, answer.json());
                return ExitCode.OK;
            }
            KeyInfo key = answer.as(KeyInfo.class);
            shell.terminal().say(key.key().orElse(""));
            shell.terminal()
                    .note("imago: key " + key.id() + " for " + String.join(", ", key.scopes()) + " of "
                            + key.prefix().filter(text -> !text.isEmpty()).orElse("all images") + ", expires "
                            + Values.time(key.expires(), "never") + "; it is not shown again");
        }
        return ExitCode.OK;
    }
}
