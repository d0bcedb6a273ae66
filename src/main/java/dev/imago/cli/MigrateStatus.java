package dev.imago.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code imago migrate status}. */
@Command(
        name = "status",
        description = {"Tells how far a migration is.", "Counts the images that have no copy yet, too."},
        footer = {"", "Example:", "  imago migrate status"})
final class MigrateStatus implements Callable<Integer> {
    @Mixin
    private final MigrationOptions migration;

    MigrateStatus(Shell shell, Signals signals) {
        this.migration = new MigrationOptions(shell, signals);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return migration.about((client, path) -> client.get(path + "?lacking=true"));
    }
}
