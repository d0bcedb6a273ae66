package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.SrcsetInfo;
import dev.imago.cli.terminal.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imago srcset}. */
@Command(
        name = "srcset",
        description = {
            "Prints the element by which a page offers an image in several sizes.",
            "Its addresses are signed where the server wants it; with --json they are listed one by one."
        },
        footer = {
            "",
            "Examples:",
            "  imago srcset upload/qa/test.jpg 'preset=card' --alt 'The office'",
            "  imago srcset upload/qa/test.jpg 'w=320,640,1280' --sizes '50vw'"
        })
final class Srcset implements Callable<Integer> {
    private static final Pattern OF_A_URL = Pattern.compile("[!-~&&[^#?\"<>\\\\^`{|}]]*");

    private final Shell shell;

    @Parameters(index = "0", paramLabel = "KEY", description = "The image, such as upload/qa/test.jpg.")
    private String key = "";

    @Parameters(
            index = "1",
            paramLabel = "RENDITION",
            description = "What the page shows: parameters as in an address, percent-encoded; w takes several widths.")
    private String rendition = "";

    @Option(
            names = "--sizes",
            paramLabel = "SIZES",
            description = "How wide the place is, as in HTML. Default: fixed; 100vw for several widths.")
    private String sizes = "";

    @Option(names = "--alt", paramLabel = "TEXT", description = "What the image shows, in words.")
    private String alt = "";

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    Srcset(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!OF_A_URL.matcher(rendition).matches()) {
            throw new CommandFailed(
                    ExitCode.USAGE, "parameters stand here as in an address, percent-encoded: 'w=400&format=auto'");
        }
        String path = ApiClient.image(Values.key(key).value()) + ":srcset?" + rendition;
        try (ApiClient client = api.client()) {
            Answer answer = client.get(ApiClient.with(ApiClient.with(path, "sizes", sizes), "alt", alt));
            if (json.wanted()) {
                json.relay(shell, answer.json());
            } else {
                shell.terminal()
                        .say(Terminal.harmless(answer.as(SrcsetInfo.class).html()));
            }
        }
        return ExitCode.OK;
    }
}
