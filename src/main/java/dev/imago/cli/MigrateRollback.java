package dev.imago.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code imago migrate rollback}. */
@Command(
        name = "rollback",
        description = {
            "Has images read from the store where they were, and written there, at once.",
            "Nothing is lost: what lies on the other side only is read there, and copied back."
        },
        footer = {"", "Example:", "  imago migrate rollback"})
final class MigrateRollback implements Callable<Integer> {
    @Mixin
    private final MigrationOptions migration;

    MigrateRollback(Shell shell, Signals signals) {
        this.migration = new MigrationOptions(shell, signals);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return migration.about((client, path) -> client.post(path + ":rollback", Optional.empty()));
    }
}
