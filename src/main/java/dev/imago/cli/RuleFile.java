package dev.imago.cli;

import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import dev.imago.routing.Router;
import java.nio.file.Path;
import java.util.List;

/** The rules of a configuration file, read as the server reads it. */
final class RuleFile {
    private RuleFile() {}

    /** @throws CommandFailed with all problems, if the configuration is refused */
    static <S extends Record> Router<List<String>> read(Shell shell, ServerLauncher<S> launcher, Path file) {
        try {
            return launcher.rules(Configurations.read(
                            launcher.settings(), Sources.file(file).withEnvironment(shell.variables(), Shell.RESERVED))
                    .settings());
        } catch (ConfigException e) {
            throw new CommandFailed(ExitCode.CONFIGURATION, file + ": " + e.getMessage());
        }
    }
}
