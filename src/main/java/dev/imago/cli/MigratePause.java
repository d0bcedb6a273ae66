package dev.imago.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code imago migrate pause}. */
@Command(
        name = "pause",
        description = {"Lets the copying rest.", "What is uploaded is copied all the same."},
        footer = {"", "Example:", "  imago migrate pause"})
final class MigratePause implements Callable<Integer> {
    @Mixin
    private final MigrationOptions migration;

    MigratePause(Shell shell, Signals signals) {
        this.migration = new MigrationOptions(shell, signals);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return migration.about((client, path) -> client.post(path + ":pause", Optional.empty()));
    }
}
