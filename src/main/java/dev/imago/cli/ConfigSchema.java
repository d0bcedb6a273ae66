package dev.imago.cli;

import dev.imago.config.JsonSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code imago config schema}. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of the configuration, by which editors complete and check it.",
        footer = {
            "",
            "Example:",
            "  imago config schema > imago.schema.json",
            "  # and as the first line of imago.yaml:",
            "  # yaml-language-server: $schema=imago.schema.json"
        })
final class ConfigSchema implements Callable<Integer> {
    private final Shell shell;
    private final Class<? extends Record> settings;

    ConfigSchema(Shell shell, Class<? extends Record> settings) {
        this.shell = shell;
        this.settings = settings;
    }

    @Override
    public Integer call() {
        shell.terminal().out().print(JsonSchema.of(settings));
        return ExitCode.OK;
    }
}
