package dev.imago.cli;

import dev.imago.config.Reference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code imago config reference}. */
@Command(
        name = "reference",
        description = "Prints the reference page of all settings, in Markdown.",
        footer = {"", "Example:", "  imago config reference | less"})
final class ConfigReference implements Callable<Integer> {
    private final Shell shell;
    private final Class<? extends Record> settings;

    ConfigReference(Shell shell, Class<? extends Record> settings) {
        this.shell = shell;
        this.settings = settings;
    }

    @Override
    public Integer call() {
        shell.terminal().out().print(Reference.of(settings));
        return ExitCode.OK;
    }
}
