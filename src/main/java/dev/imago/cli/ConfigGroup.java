package dev.imago.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code imago config}. */
@Command(
        name = "config",
        description = "Checks, shows and documents the configuration.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  imago config check /etc/imago.yaml"})
final class ConfigGroup extends CommandGroup {
    /** With its commands. */
    static CommandLine of(Shell shell, Class<? extends Record> settings) {
        return new CommandLine(new ConfigGroup())
                .addSubcommand(new ConfigCheck(shell, settings))
                .addSubcommand(new ConfigShow(shell, settings))
                .addSubcommand(new ConfigSchema(shell, settings))
                .addSubcommand(new ConfigReference(shell, settings));
    }
}
