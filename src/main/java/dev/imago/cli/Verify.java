package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.VerificationInfo;
import dev.imago.cli.terminal.Progress;
import dev.imago.cli.terminal.ProgressDisplay;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Terminal;
import dev.imago.config.ByteSize;
import dev.imago.image.PercentEncoding;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imago verify}. */
@Command(
        name = "verify",
        description = {
            "Has the server read images again and compare their digests.",
            "It reads slowly enough for others not to notice. Prints damaged, missing and unreadable images, a line each, and, if all images are read, what is wrong with the catalog's SQLite file; exit code 1 if there is any of it.",
            "Ctrl-C stops it."
        },
        footer = {
            "",
            "Examples:",
            "  imago verify",
            "  imago verify upload/2024/ --rate 200MB",
            "  imago verify --id 3   # one that goes on since --no-wait"
        })
final class Verify implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Shell shell;
    private final Signals signals;

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Only images whose keys begin with it.")
    private String prefix = "";

    @Option(names = "--rate", paramLabel = "SIZE", description = "Bytes a second at most, such as 50MB or 50MB/s.")
    private Optional<String> rate = Optional.empty();

    @Option(names = "--no-wait", description = "Print the id and leave it to the server.")
    private boolean noWait;

    @Option(names = "--id", paramLabel = "ID", description = "Do not begin: follow one that runs or ran.")
    private Optional<String> id = Optional.empty();

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    Verify(Shell shell, Signals signals) {
        this.shell = shell;
        this.signals = signals;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            Answer begun = id.isPresent() ? client.get(path(id.get())) : begin(client);
            if (noWait) {
                if (json.wanted()) {
                    json.relay(shell, begun.json());
                } else {
                    shell.terminal().say(begun.as(VerificationInfo.class).id());
                }
                return ExitCode.OK;
            }
            return report(follow(client, begun));
        }
    }

    private Answer begin(ApiClient client) throws InterruptedException {
        String path = ApiClient.with("/v1/verify", "prefix", prefix);
        return client.post(ApiClient.with(path, "rate", rate.map(Verify::size).orElse("")), Optional.empty());
    }

    private static String size(String text) {
        try {
            return ByteSize.parse(text.replaceFirst("/s$", "")).toString();
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.USAGE, "--rate is " + e.getMessage() + ", not '" + text + "'");
        }
    }

    private static String path(String id) {
        return "/v1/verify/" + PercentEncoding.encodePath(id);
    }

    private Answer follow(ApiClient client, Answer begun) throws InterruptedException {
        var latest = new LatestAnswer(begun);
        VerificationInfo pass = begun.as(VerificationInfo.class);
        String path = path(pass.id());
        Thread self = Thread.currentThread();
        signals.on("INT", self::interrupt);
        signals.on("TERM", self::interrupt);
        try (var _ = new ProgressDisplay(
                shell.terminal(),
                () -> latest.get().as(VerificationInfo.class).bytes(),
                perSecond -> progress(latest.get(), perSecond))) {
            while (pass.running()) {
                Thread.sleep(LOOK);
                latest.set(client.get(path));
                pass = latest.get().as(VerificationInfo.class);
            }
        } catch (InterruptedException e) {
            // Somebody who leaves does not want the disks to go on being read.
            client.delete(path);
            throw e;
        }
        return latest.get();
    }

    private static Progress progress(Answer answer, double perSecond) {
        VerificationInfo pass = answer.as(VerificationInfo.class);
        return new Progress(
                "images", pass.checked(), pass.total(), pass.bytes(), 0, pass.total() > 0, perSecond, wrong(pass));
    }

    private static long wrong(VerificationInfo pass) {
        return keys(pass.damaged()).size()
                + (long) keys(pass.missing()).size()
                + keys(pass.unreadable()).size()
                + keys(pass.catalog()).size();
    }

    private static List<String> keys(Optional<List<String>> keys) {
        return keys.orElse(List.of());
    }

    private int report(Answer answer) {
        VerificationInfo pass = answer.as(VerificationInfo.class);
        if (json.wanted()) {
            json.relay(shell, answer.json());
        } else {
            list("damaged", pass.damaged());
            list("missing", pass.missing());
            list("unreadable", pass.unreadable());
            list("catalog", pass.catalog());
            shell.terminal()
                    .note("imago: " + pass.state() + ": " + Sizes.count(pass.checked(), "image", "images") + " ("
                            + Sizes.bytes(pass.bytes()) + ") checked, " + Sizes.count(wrong(pass)) + " wrong");
        }
        return pass.sound() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void list(String what, Optional<List<String>> keys) {
        keys(keys).forEach(key -> shell.terminal().say(what + "  " + Terminal.harmless(key)));
    }
}
