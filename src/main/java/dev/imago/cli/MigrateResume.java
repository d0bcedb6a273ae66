package dev.imago.cli;

import dev.imago.cli.client.ApiClient;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imago migrate resume}. */
@Command(
        name = "resume",
        description = {"Lets the copying go on."},
        footer = {"", "Examples:", "  imago migrate resume", "  imago migrate resume --backfill --wait"})
final class MigrateResume implements Callable<Integer> {
    @Option(
            names = "--backfill",
            description = "Go over all images from the first one on: a lazy migration becomes one of all of them.")
    private boolean backfill;

    @Mixin
    private final MigrationOptions migration;

    MigrateResume(Shell shell, Signals signals) {
        this.migration = new MigrationOptions(shell, signals);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return migration.about((client, path) ->
                client.post(ApiClient.with(path + ":resume", "backfill", backfill ? "true" : ""), Optional.empty()));
    }
}
