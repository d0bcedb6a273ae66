package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.TokenInfo;
import dev.imago.config.ByteSize;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imago token create}. */
@Command(
        name = "create",
        description = "Issues an upload token and prints it, alone on stdout. Wants a key with the scope write.",
        footer = {"", "Example:", "  imago token create --prefix upload/user-17/ --types image/png --expires 10m"})
final class TokenCreate implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "For images below it only. Default: the key's own.")
    private Optional<String> prefix = Optional.empty();

    @Option(
            names = "--types",
            split = ",",
            paramLabel = "TYPE",
            description = "Media types, such as image/jpeg,image/png. Default: all that the place accepts.")
    private List<String> types = new ArrayList<>();

    @Option(names = "--max-size", paramLabel = "SIZE", description = "Of each file, such as 5MB.")
    private Optional<ByteSize> maxSize = Optional.empty();

    @Option(names = "--expires", paramLabel = "TIME", description = "For so long: 10m, 1h.")
    private Optional<Duration> expires = Optional.empty();

    @Option(names = "--uploads", paramLabel = "N", description = "For so many uploads. Default: any number.")
    private Optional<Integer> uploads = Optional.empty();

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    /** What the server is asked for. */
    record Wanted(
            Optional<String> prefix,
            Optional<List<String>> types,
            Optional<Long> maxBytes,
            Optional<Long> expiresIn,
            Optional<Integer> uploads) {}

    TokenCreate(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            var wanted = new Wanted(
                    prefix,
                    Optional.of(types).filter(list -> !list.isEmpty()),
                    maxSize.map(ByteSize::bytes),
                    expires.map(Duration::toSeconds),
                    uploads);
            Answer answer = client.post("/v1/tokens", Optional.of(wanted));
            if (json.wanted()) {
                json.relay(shell, answer.json());
                return ExitCode.OK;
            }
            TokenInfo token = answer.as(TokenInfo.class);
            shell.terminal().say(token.token());
            shell.terminal()
                    .note("imago: for " + (token.prefix().isEmpty() ? "all images" : token.prefix()) + ", expires "
                            + Values.time(token.expires()));
        }
        return ExitCode.OK;
    }
}
