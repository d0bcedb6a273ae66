package dev.imago.cli;

import dev.imago.cli.terminal.Terminal;
import dev.imago.config.ConfigException;
import dev.imago.config.Configuration;
import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imago config show}. */
@Command(
        name = "show",
        description =
                "Shows all settings as they would hold, defaults included, each with its origin. Secrets are masked.",
        footer = {
            "",
            "Examples:",
            "  imago config show -c imago.yaml",
            "  IMAGO_FOLDER=/srv/images imago config show --json | jq -r .key"
        })
final class ConfigShow implements Callable<Integer> {
    private final Shell shell;
    private final Class<? extends Record> settings;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration, YAML; without it defaults and environment variables are shown.")
    private Optional<Path> config = Optional.empty();

    @Mixin
    private final JsonOption json = new JsonOption();

    ConfigShow(Shell shell, Class<? extends Record> settings) {
        this.shell = shell;
        this.settings = settings;
    }

    @Override
    public Integer call() {
        Sources sources = Sources.none().withEnvironment(shell.variables(), Shell.RESERVED);
        try {
            Configuration<?> read =
                    Configurations.read(settings, config.map(sources::withFile).orElse(sources));
            if (json.wanted()) {
                read.list().forEach(setting -> json.print(shell, setting));
            } else {
                shell.terminal().out().print(read.show());
            }
            return ExitCode.OK;
        } catch (ConfigException e) {
            shell.terminal().note(Terminal.harmlessLines(String.valueOf(e.getMessage())));
            return ExitCode.CONFIGURATION;
        }
    }
}
