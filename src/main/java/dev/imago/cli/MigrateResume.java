package dev.imago.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code imago migrate resume}. */
@Command(
        name = "resume",
        description = {"Lets the copying go on."},
        footer = {"", "Example:", "  imago migrate resume"})
final class MigrateResume implements Callable<Integer> {
    @Mixin
    private final MigrationOptions migration;

    MigrateResume(Shell shell, Signals signals) {
        this.migration = new MigrationOptions(shell, signals);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return migration.about((client, path) -> client.post(path + ":resume", Optional.empty()));
    }
}
