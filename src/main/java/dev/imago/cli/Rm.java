package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.ApiException;
import dev.imago.cli.client.Confirmation;
import dev.imago.cli.client.JobInfo;
import dev.imago.cli.terminal.Progress;
import dev.imago.cli.terminal.ProgressDisplay;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code imago rm}. */
@Command(
        name = "rm",
        description = {"Deletes images, by their names or by a prefix.", "Deleting what is not there is no error."},
        footer = {"", "Examples:", "  imago rm upload/qa/a.jpg upload/qa/b.jpg", "  imago rm --prefix upload/old/ --yes"
        })
final class Rm implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Shell shell;

    @Parameters(arity = "0..*", paramLabel = "KEY", description = "Images, such as upload/qa/test.jpg.")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "All images whose keys begin with it. Asks first.")
    private Optional<String> prefix = Optional.empty();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    Rm(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (keys.isEmpty() == prefix.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give KEYs or --prefix PREFIX");
        }
        if (prefix.filter(String::isBlank).isPresent()) {
            throw new ParameterException(spec.commandLine(), "--prefix has at least one character");
        }
        try (ApiClient client = api.client()) {
            if (prefix.isPresent()) {
                return deletePrefix(client, prefix.get());
            }
            List<String> checked =
                    keys.stream().map(key -> Values.key(key).value()).toList();
            for (String key : checked) {
                client.delete(ApiClient.image(key));
                if (json.wanted()) {
                    json.print(shell, Map.of("key", key, "outcome", "deleted"));
                } else {
                    shell.terminal().say("deleted  " + Terminal.harmless(key));
                }
            }
        }
        return ExitCode.OK;
    }

    private int deletePrefix(ApiClient client, String text) throws IOException, InterruptedException {
        String path = ApiClient.with("/v1/images", "prefix", text);
        Confirmation found = preview(client, path);
        if (found.images() == 0) {
            shell.terminal().note("there are no images below " + Terminal.harmless(text));
            return ExitCode.OK;
        }
        if (!yes && !agreed(found, text)) {
            shell.terminal().note("nothing is deleted");
            return ExitCode.FAILED;
        }
        Answer order = client.delete(ApiClient.with(path, "confirm", found.confirm()));
        return follow(client, order);
    }

    /** The server refuses what is not confirmed, and tells how much it would be. */
    private static Confirmation preview(ApiClient client, String path) throws InterruptedException {
        try {
            client.delete(path);
            throw new CommandFailed(ExitCode.FAILED, "the server deleted without a confirmation; it is no Imago");
        } catch (ApiException e) {
            return e.problem()
                    .filter(problem -> e.status() == 409)
                    .map(problem -> problem.as(Confirmation.class))
                    .orElseThrow(() -> e);
        }
    }

    private boolean agreed(Confirmation found, String text) throws IOException {
        String what = Sizes.count(found.images(), "image", "images") + " (" + Sizes.bytes(found.bytes()) + ") below "
                + Terminal.harmless(text);
        if (!shell.terminal().asks()) {
            throw new CommandFailed(
                    ExitCode.USAGE, "this deletes " + what + ", and nobody is here to ask: give --yes to go ahead");
        }
        return shell.terminal()
                .ask("Delete " + what + " for good? Type yes: ")
                .filter("yes"::equalsIgnoreCase)
                .isPresent();
    }

    private int follow(ApiClient client, Answer order) throws InterruptedException {
        var latest = new LatestAnswer(order);
        JobInfo job = order.as(JobInfo.class);
        try (var _ = new ProgressDisplay(shell.terminal(), () -> 0, _ -> progress(latest.get()))) {
            while (job.running()) {
                Thread.sleep(LOOK);
                latest.set(client.get("/v1/jobs/" + job.id()));
                job = latest.get().as(JobInfo.class);
            }
        }
        if (json.wanted()) {
            json.relay(shell, latest.get().json());
        } else {
            shell.terminal().say("deleted  " + Sizes.count(job.deleted(), "image", "images"));
        }
        if (job.failed() > 0 || !job.state().equals("done")) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    Sizes.count(job.failed()) + " could not be deleted"
                            + job.problem().map(problem -> ": " + problem).orElse(""));
        }
        return ExitCode.OK;
    }

    private static Progress progress(Answer answer) {
        JobInfo job = answer.as(JobInfo.class);
        return new Progress("images", job.deleted(), job.total(), 0, 0, true, 0, job.failed());
    }
}
