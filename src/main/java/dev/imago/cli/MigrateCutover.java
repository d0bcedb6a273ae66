package dev.imago.cli;

import dev.imago.cli.client.ApiClient;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imago migrate cutover}. */
@Command(
        name = "cutover",
        description = {
            "Has images read from the new store, and written there.",
            "What it lacks, or does not give, is read from the old one, which gets copies of what is new."
        },
        footer = {"", "Examples:", "  imago migrate cutover --percent 5", "  imago migrate cutover"})
final class MigrateCutover implements Callable<Integer> {
    @Option(
            names = "--percent",
            paramLabel = "N",
            description = "Only so many of a hundred keys, always the same ones.")
    private Optional<Integer> percent = Optional.empty();

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only images whose keys begin with it.")
    private String prefix = "";

    @Mixin
    private final MigrationOptions migration;

    MigrateCutover(Shell shell, Signals signals) {
        this.migration = new MigrationOptions(shell, signals);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return migration.about((client, path) -> {
            String part = ApiClient.with(
                    path + ":cutover", "percent", percent.map(String::valueOf).orElse(""));
            return client.post(ApiClient.with(part, "prefix", prefix), Optional.empty());
        });
    }
}
