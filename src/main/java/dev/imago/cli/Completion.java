package dev.imago.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code imago completion}. */
@Command(
        name = "completion",
        description = {"Prints a completion script for bash and zsh.", "There is none for fish."},
        footer = {
            "",
            "Examples:",
            "  source <(imago completion)",
            "  imago completion > ~/.local/share/bash-completion/completions/imago"
        })
final class Completion implements Callable<Integer> {
    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    Completion(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.terminal().out().print(AutoComplete.bash("imago", spec.root().commandLine()));
        return ExitCode.OK;
    }
}
