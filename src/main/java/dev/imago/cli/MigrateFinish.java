package dev.imago.cli;

import dev.imago.cli.client.ApiClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imago migrate finish}. */
@Command(
        name = "finish",
        description = {
            "Gives up the store where images do not count: the old one after a cutover, the new one otherwise.",
            "Refused while an image has no copy in the other one, or one that was to be verified and is not."
        },
        footer = {"", "Example:", "  imago migrate finish --remove-after 7d"})
final class MigrateFinish implements Callable<Integer> {
    @Option(
            names = "--remove-after",
            paramLabel = "DURATION",
            description = "Remove its files so long after the end; they are kept otherwise.")
    private Optional<Duration> removeAfter = Optional.empty();

    @Mixin
    private final MigrationOptions migration;

    MigrateFinish(Shell shell, Signals signals) {
        this.migration = new MigrationOptions(shell, signals);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String after = removeAfter.map(duration -> duration.toSeconds() + "s").orElse("");
        return migration.about((client, path) ->
                client.post(ApiClient.with(path + ":finish", "remove-after", after), Optional.empty()));
    }
}
