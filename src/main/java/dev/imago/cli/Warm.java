package dev.imago.cli;

import dev.imago.cli.client.ApiClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code imago warm}. */
@Command(
        name = "warm",
        description = {
            "Has the server make renditions before somebody asks for them.",
            "They are made behind all requests. What is there already costs little, so the same command goes on where it was broken off."
        },
        footer = {
            "",
            "Examples:",
            "  imago warm upload/2026/ --preset card",
            "  imago warm --preset card,hero --dpr 1,2   # of all images",
            "  imago warm upload/ --preset thumb --json"
        })
final class Warm implements Callable<Integer> {
    private static final int MOST_JOBS = 64;

    private final Shell shell;
    private final Signals signals;

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Only images whose keys begin with it.")
    private String prefix = "";

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            required = true,
            split = ",",
            description = "Configured presets; each is made in every format that clients may get.")
    private List<String> presets = List.of();

    @Option(
            names = "--dpr",
            paramLabel = "N",
            split = ",",
            description = "Pixels of the screen to a pixel of the page, such as 1,2. Default: 1.")
    private List<String> densities = List.of();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Images at a time. Default: 2.")
    private int jobs = 2;

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    Warm(Shell shell, Signals signals) {
        this.shell = shell;
        this.signals = signals;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new ParameterException(spec.commandLine(), "--jobs is from 1 to " + MOST_JOBS);
        }
        try (ApiClient client = api.client()) {
            return new WarmRun(shell, signals, json, client).run(prefix, query(), jobs);
        }
    }

    private String query() {
        String query = "";
        for (String preset : presets) {
            query = ApiClient.with(query, "preset", preset);
        }
        for (String density : densities) {
            query = ApiClient.with(query, "dpr", density);
        }
        return query;
    }
}
