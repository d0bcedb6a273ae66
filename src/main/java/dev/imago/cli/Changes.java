package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.ChangeInfo;
import dev.imago.cli.client.Retries;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imago changes}. */
@Command(
        name = "changes",
        description = "Shows the journal: every upload and deletion, in order.",
        footer = {"", "Examples:", "  imago changes --after 1000", "  imago changes --follow --json"})
final class Changes implements Callable<Integer> {
    private static final Duration HELD = Duration.ofSeconds(30);
    private static final int PAGE = 1000;

    private final Shell shell;

    @Option(names = "--after", paramLabel = "N", description = "Those behind this number. Default: all that are kept.")
    private long after;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with those to come, until Ctrl-C; also across a restart of the server.")
    private boolean follow;

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    Changes(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long from = after;
        try (ApiClient client = api.client(follow ? Retries.of(Integer.MAX_VALUE) : Retries.of(4))) {
            while (!shell.terminal().outIsClosed()) {
                String path = ApiClient.with("/v1/changes", "after", Long.toString(from));
                path = ApiClient.with(path, "limit", Integer.toString(PAGE));
                path = ApiClient.with(path, "wait", follow ? HELD.toSeconds() + "s" : "");
                List<String> lines = client.get(path, HELD)
                        .json()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList();
                for (String line : lines) {
                    ChangeInfo change = Answer.read(line, ChangeInfo.class);
                    if (json.wanted()) {
                        json.relay(shell, line);
                    } else {
                        shell.terminal().say(text(change));
                    }
                    from = change.sequence();
                }
                shell.terminal().out().flush();
                if (lines.isEmpty() && !follow) {
                    return ExitCode.OK;
                }
            }
        }
        return ExitCode.OK;
    }

    private static String text(ChangeInfo change) {
        return String.format(
                Locale.ROOT,
                "%8d  %s  %-6s  %8s  %s",
                change.sequence(),
                Values.time(change.at()),
                change.kind(),
                Sizes.bytes(change.size()),
                Terminal.harmless(change.key()));
    }
}
