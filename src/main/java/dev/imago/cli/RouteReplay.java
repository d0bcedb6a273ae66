package dev.imago.cli;

import dev.imago.cli.replay.Address;
import dev.imago.cli.replay.Comparison;
import dev.imago.cli.replay.RuleSide;
import dev.imago.cli.replay.ServerSide;
import dev.imago.cli.replay.Side;
import dev.imago.cli.replay.Workload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code imago route replay}. */
@Command(
        name = "replay",
        description = {
            "Asks two servers, an old and a new one, of every address in access logs, and tells what differs: status, where a redirect leads, media type, bytes.",
            "Logs are Combined or Common (nginx, Apache; also with the virtual host before all else) or W3C (IIS), plain or gzip. Each address is asked once, with HEAD; bytes are read only where they have to be.",
            "Two configuration files are compared by their rules alone, without a server: what each would decide.",
            "Exit code 0 if nothing differs, 6 if something does, 1 if a side did not answer for some address."
        },
        footer = {
            "",
            "Examples:",
            "  imago route replay access.log --old http://10.0.0.5 --new http://10.0.0.6",
            "  zcat logs/*.gz | imago route replay - --old old.yaml --new new.yaml",
            "  imago route replay u.log --old http://10.0.0.5 --new http://10.0.0.6 --json"
        })
final class RouteReplay<S extends Record> implements Callable<Integer> {
    private static final int MOST_JOBS = 64;

    private final Shell shell;
    private final ServerLauncher<S> launcher;
    private final Signals signals;

    @Parameters(arity = "1..*", paramLabel = "LOG", description = "Access logs; - is standard input.")
    private List<String> logs = List.of();

    @Option(
            names = "--old",
            required = true,
            paramLabel = "WHAT",
            description = "The URL of the old server, or a configuration file.")
    private String old = "";

    @Option(
            names = "--new",
            required = true,
            paramLabel = "WHAT",
            description = "The URL of the new server, or a configuration file.")
    private String next = "";

    @Option(
            names = "--old-host",
            paramLabel = "HOST",
            description = "The host that the old one is asked for. Default: that of the log, or of its URL.")
    private Optional<String> oldHost = Optional.empty();

    @Option(names = "--new-host", paramLabel = "HOST", description = "The same of the new one.")
    private Optional<String> newHost = Optional.empty();

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Name the rules of this configuration in the report. Default: the first part of the path.")
    private Optional<Path> rules = Optional.empty();

    @Option(names = "--head-only", description = "Compare no bytes.")
    private boolean headOnly;

    @Option(names = "--successful", description = "Only what the log says was answered with 2xx or 3xx.")
    private boolean successful;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            defaultValue = "4",
            description = "Addresses at a time, 1 to 64. Default: ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Addresses a second at most; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Distinct addresses at most; what is beyond is counted. Default: ${DEFAULT-VALUE}.")
    private int most;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "5",
            description = "Addresses to show of each group. Default: ${DEFAULT-VALUE}.")
    private int examples;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    RouteReplay(Shell shell, ServerLauncher<S> launcher, Signals signals) {
        this.shell = shell;
        this.launcher = launcher;
        this.signals = signals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw wrong("--jobs is 1 to " + MOST_JOBS + ", not " + jobs);
        }
        if (rate < 0 || most < 1 || examples < 0) {
            throw wrong("--rate and --examples are at least 0, --most is at least 1");
        }
        if (isServer(old) != isServer(next)) {
            throw wrong("--old and --new are both addresses of servers, or both configuration files");
        }
        var workload = new Workload(most, successful);
        try (Side left = side(old, oldHost);
                Side right = side(next, newHost)) {
            var run = new ReplayRun(shell, signals, json, new Comparison(left, right, !headOnly), grouping());
            return run.run(logs, workload, jobs, isServer(old) ? rate : 0, examples);
        }
    }

    private static boolean isServer(String what) {
        return what.matches("(?i)https?://.*");
    }

    private Side side(String what, Optional<String> host) {
        return isServer(what)
                ? new ServerSide(server(what), host, true)
                : new RuleSide(RuleFile.read(shell, launcher, Path.of(what)), host);
    }

    private URI server(String what) {
        try {
            URI base = URI.create(what);
            boolean plain = base.getRawQuery() == null
                    && base.getRawUserInfo() == null
                    && List.of("", "/").contains(String.valueOf(base.getRawPath()));
            if (base.getHost() != null && plain) {
                return base;
            }
        } catch (IllegalArgumentException e) {
            // falls through to the refusal
        }
        throw wrong("a server is scheme, host and port, such as http://127.0.0.1:8080, not '" + what + "'");
    }

    /** Which rule is named for an address of which no side tells one. */
    private Function<Address, String> grouping() {
        if (rules.isEmpty()) {
            return address -> {
                int end = address.target().indexOf('/', 1);
                return end < 0 ? "/" : address.target().substring(0, end + 1);
            };
        }
        RuleSide known = new RuleSide(RuleFile.read(shell, launcher, rules.get()), newHost);
        return address -> known.rule(address).orElse("no rule");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
