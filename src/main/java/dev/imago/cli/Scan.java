package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imago scan}. */
@Command(
        name = "scan",
        description = {
            "Has the server compare its folders with the catalog now.",
            "That goes on in the background; `imago status` shows how far it is.",
            "Files that other programs put, changed or removed are noticed without it; it is for when something was missed."
        },
        footer = {"", "Examples:", "  imago scan", "  imago scan upload/2024/ --accept-removals"})
final class Scan implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Only what is below it, such as upload/2024/.")
    private String prefix = "";

    @Option(
            names = "--accept-removals",
            description =
                    "Take suspiciously many missing files for deleted, instead of for a disk that is not mounted.")
    private boolean acceptRemovals;

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    Scan(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            String path = ApiClient.with("/v1/scan", "prefix", prefix);
            Answer answer = client.post(
                    ApiClient.with(path, "accept-removals", acceptRemovals ? "true" : ""), Optional.empty());
            if (json.wanted()) {
                json.relay(shell, answer.json());
            } else {
                shell.terminal().note("imago: the scan is ordered; `imago status` shows how far it is");
            }
        }
        return ExitCode.OK;
    }
}
