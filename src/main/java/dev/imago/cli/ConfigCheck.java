package dev.imago.cli;

import dev.imago.cli.terminal.Terminal;
import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Problem;
import dev.imago.config.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code imago config check}. */
@Command(
        name = "check",
        description = {
            "Reads a configuration as the server would, and shows all problems with their lines; exit code 78 if there is one.",
            "What can work, but is likely not meant, is a warning, and no problem.",
            "Environment variables (IMAGO_PUBLIC_LISTEN, …) count as they do for the server."
        },
        footer = {"", "Examples:", "  imago config check imago.yaml", "  imago config check --json imago.yaml"})
final class ConfigCheck implements Callable<Integer> {
    private final Shell shell;
    private final Class<? extends Record> settings;

    @Parameters(paramLabel = "FILE", description = "The configuration, YAML.")
    private Path file = Path.of("");

    @Mixin
    private final JsonOption json = new JsonOption();

    /** A problem for programs. */
    record Shown(
            String place,
            int line,
            String key,
            String what,
            Optional<String> value,
            String expected,
            Optional<String> hint) {
        static Shown of(Problem problem) {
            return new Shown(
                    problem.where().toString(),
                    problem.line(),
                    problem.key(),
                    problem.what(),
                    problem.value(),
                    problem.expected(),
                    problem.hint());
        }
    }

    /** The verdict for programs. */
    record Verdict(boolean ok, List<Shown> problems, List<Shown> warnings) {
        static Verdict of(List<Problem> problems, List<Problem> warnings) {
            return new Verdict(
                    problems.isEmpty(),
                    problems.stream().map(Shown::of).toList(),
                    warnings.stream().map(Shown::of).toList());
        }
    }

    ConfigCheck(Shell shell, Class<? extends Record> settings) {
        this.shell = shell;
        this.settings = settings;
    }

    @Override
    public Integer call() {
        try {
            Sources sources = Sources.file(file).withEnvironment(shell.variables(), Shell.RESERVED);
            accept(Configurations.read(settings, sources).warnings());
            return ExitCode.OK;
        } catch (ConfigException e) {
            refuse(e.problems());
            return ExitCode.CONFIGURATION;
        }
    }

    private void accept(List<Problem> warnings) {
        if (json.wanted()) {
            json.print(shell, Verdict.of(List.of(), warnings));
        } else {
            warnings.forEach(warning -> shell.terminal().note(Terminal.harmless("warning: " + warning)));
            shell.terminal().say(file + ": ok");
        }
    }

    private void refuse(List<Problem> problems) {
        if (json.wanted()) {
            json.print(shell, Verdict.of(problems, List.of()));
        } else {
            problems.forEach(problem -> shell.terminal().note(Terminal.harmless(problem.toString())));
            shell.terminal()
                    .note("imago: " + problems.size() + (problems.size() == 1 ? " problem" : " problems") + " in "
                            + file);
        }
    }
}
