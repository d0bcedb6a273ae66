package dev.imago.cli;

import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code imago config show}. */
@Command(
        name = "show",
        description =
                "Shows all settings as they would hold, defaults included, each with its origin. Secrets are masked.",
        footer = {"", "Examples:", "  imago config show -c imago.yaml", "  IMAGO_FOLDER=/srv/images imago config show"})
final class ConfigShow implements Callable<Integer> {
    private final Shell shell;
    private final Class<? extends Record> settings;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration, YAML; without it defaults and environment variables are shown.")
    private Optional<Path> config = Optional.empty();

    ConfigShow(Shell shell, Class<? extends Record> settings) {
        this.shell = shell;
        this.settings = settings;
    }

    @Override
    public Integer call() {
        Sources sources = Sources.none().withEnvironment(shell.variables(), Shell.RESERVED);
        try {
            String yaml = Configurations.read(
                            settings, config.map(sources::withFile).orElse(sources))
                    .show();
            shell.terminal().out().print(yaml);
            return ExitCode.OK;
        } catch (ConfigException e) {
            shell.terminal().note(String.valueOf(e.getMessage()));
            return ExitCode.FAILED;
        }
    }
}
