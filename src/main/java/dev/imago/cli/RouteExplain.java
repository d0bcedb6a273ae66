package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.routing.Explained;
import dev.imago.routing.Explanation;
import dev.imago.routing.Match;
import dev.imago.routing.PlainRequest;
import dev.imago.routing.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imago route explain}. */
@Command(
        name = "explain",
        description = {
            "Shows each rule, whether it is for an address and why not, and where the bytes would come from.",
            "The server is asked, which looks into its catalog and stores; with -c only the rules of a file, without a server.",
            "Exit code 3 if the address leads to no image."
        },
        footer = {
            "",
            "Examples:",
            "  imago route explain https://www.example.com/pic/qa/test.jpg",
            "  imago route explain '/img.php?id=7' --host old.example.com --client 10.1.2.3",
            "  imago route explain /a.jpg --header 'User-Agent: Mobile' -c imago.yaml"
        })
final class RouteExplain<S extends Record> implements Callable<Integer> {
    private final Shell shell;
    private final ServerLauncher<S> launcher;

    @Parameters(paramLabel = "URL", description = "An address, or its path and query, percent-encoded.")
    private String url = "";

    @Option(names = "--host", paramLabel = "HOST", description = "The host that is asked. Default: that of the URL.")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--header",
            paramLabel = "FIELD",
            description = "A header field of the request, such as 'Accept: image/webp'.")
    private List<String> headers = List.of();

    @Option(
            names = "--client",
            paramLabel = "ADDRESS",
            description = "The address of the client. Default: none, in no network.")
    private Optional<String> client = Optional.empty();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Ask the rules of this configuration, not a server.")
    private Optional<Path> config = Optional.empty();

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    RouteExplain(Shell shell, ServerLauncher<S> launcher) {
        this.shell = shell;
        this.launcher = launcher;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return config.isPresent() ? ofFile(config.get()) : ofServer();
    }

    private int ofFile(Path file) {
        Router<List<String>> router = RuleFile.read(shell, launcher, file);
        PlainRequest request = PlainRequest.parse(url, host, headers, client);
        // Nobody looks at images, so conditions on them stay open.
        Explanation<List<String>> explanation = Explanation.of(router, request, _ -> Optional.empty());
        List<String> stores = explanation.match().map(Match::target).orElse(List.of());
        Explained explained = Explained.of(request, explanation, stores);
        if (json.wanted()) {
            json.print(shell, explained);
        } else {
            new ExplainedText(shell.terminal()).print(explained);
        }
        return code(explained);
    }

    private int ofServer() throws IOException, InterruptedException {
        String path = ApiClient.with("/v1/routes:explain", "url", url);
        path = ApiClient.with(path, "host", host.orElse(""));
        path = ApiClient.with(path, "client", client.orElse(""));
        for (String header : headers) {
            path = ApiClient.with(path, "header", header);
        }
        try (ApiClient server = api.client()) {
            Answer answer = server.get(path);
            Explained explained = answer.as(Explained.class);
            if (json.wanted()) {
                json.relay(shell, answer.json());
            } else {
                new ExplainedText(shell.terminal()).print(explained);
            }
            return code(explained);
        }
    }

    private static int code(Explained explained) {
        boolean nowhere = explained.outcome().equals("none")
                || explained.outcome().equals("invalid")
                || explained.source().filter("none"::equals).isPresent();
        return nowhere ? ExitCode.NOT_FOUND : ExitCode.OK;
    }
}
