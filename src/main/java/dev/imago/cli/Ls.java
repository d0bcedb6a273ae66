package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.ImageInfo;
import dev.imago.cli.client.ImagePage;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Table;
import dev.imago.cli.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code imago ls}. */
@Command(
        name = "ls",
        description = "Lists images in the order of their keys.",
        footer = {"", "Examples:", "  imago ls upload/ -l", "  imago ls --limit 10", "  imago ls --json | jq -r .url"})
final class Ls implements Callable<Integer> {
    private static final int PAGE = 1000;

    private final Shell shell;

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "What the keys begin with, such as upload/.")
    private String prefix = "";

    @Option(names = "-l", description = "Also size, time, type and dimensions.")
    private boolean details;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many.")
    private Optional<Long> limit = Optional.empty();

    @Option(names = "--after", paramLabel = "KEY", description = "Begin behind this key.")
    private String after = "";

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    Ls(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long left = limit.orElse(Long.MAX_VALUE);
        if (left < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is at least 1");
        }
        Optional<String> from = Optional.of(after);
        try (ApiClient client = api.client()) {
            while (from.isPresent() && left > 0 && !shell.terminal().outIsClosed()) {
                String path = ApiClient.with("/v1/images", "prefix", prefix);
                path = ApiClient.with(path, "after", from.get());
                path = ApiClient.with(path, "limit", Long.toString(Math.min(PAGE, left)));
                ImagePage page = client.get(path).as(ImagePage.class);
                print(page.items());
                left -= page.items().size();
                from = page.next();
            }
        }
        return ExitCode.OK;
    }

    private void print(List<JsonNode> items) {
        Terminal terminal = shell.terminal();
        if (json.wanted()) {
            items.forEach(item -> json.relay(shell, item.toString()));
        } else if (details) {
            var table = new Table(">", "", "", ">", "");
            items.stream()
                    .map(item -> Answer.read(item.toString(), ImageInfo.class))
                    .forEach(image -> table.row(
                            Sizes.bytes(image.size()),
                            Values.time(image.modified()),
                            image.type(),
                            Values.dimensions(image),
                            image.key()));
            // The first line would be the headings, which a listing of several pages has none of.
            table.lines().stream().skip(1).forEach(terminal::say);
        } else {
            items.forEach(
                    item -> terminal.say(Terminal.harmless(item.path("key").asString(""))));
        }
    }
}
