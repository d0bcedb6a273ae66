package dev.imago.cli;

import dev.imago.cli.client.ApiClient;
import dev.imago.config.ByteSize;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imago migrate start}. */
@Command(
        name = "start",
        description = {
            "Begins to copy images from one store to another.",
            "New images are written to both from now on, and read where they were."
        },
        footer = {
            "",
            "Examples:",
            "  imago migrate start --route upload --to ceph --rate 50MB/s --wait",
            "  imago migrate start --from folder --to ceph --lazy"
        })
final class MigrateStart implements Callable<Integer> {
    @Option(
            names = "--route",
            paramLabel = "NAME",
            description = "The images of a route whose path is a prefix such as /upload/**.")
    private String route = "";

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only images whose keys begin with it.")
    private String prefix = "";

    @Option(
            names = "--from",
            paramLabel = "STORE",
            description = "The store that they lie in; may be absent if there is only one.")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "STORE", description = "The store that they are to lie in.")
    private String to = "";

    @Option(
            names = "--lazy",
            description =
                    "Copy nothing but what is read or uploaded from now on; `migrate resume --backfill` copies the rest.")
    private boolean lazy;

    @Option(names = "--rate", paramLabel = "SIZE", description = "Bytes a second at most, such as 50MB or 50MB/s.")
    private Optional<String> rate = Optional.empty();

    @Option(
            names = "--verify",
            paramLabel = "WHICH",
            description = "Which copies are read again and compared: full, sample (one in twenty) or none.",
            defaultValue = "full")
    private String verify = "full";

    @Option(names = "--concurrency", paramLabel = "N", description = "Images that are copied at a time.")
    private Optional<Integer> concurrency = Optional.empty();

    @Mixin
    private final MigrationOptions migration;

    MigrateStart(Shell shell, Signals signals) {
        this.migration = new MigrationOptions(shell, signals);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String query = ApiClient.with("", "route", route);
        query = ApiClient.with(query, "from", from);
        query = ApiClient.with(query, "to", to);
        query = ApiClient.with(query, "prefix", prefix);
        query = ApiClient.with(query, "lazy", lazy ? "true" : "");
        query = ApiClient.with(query, "verify", verify);
        query = ApiClient.with(query, "rate", rate.map(MigrateStart::size).orElse(""));
        query = ApiClient.with(
                query, "concurrency", concurrency.map(String::valueOf).orElse(""));
        return migration.begin(query);
    }

    private static String size(String text) {
        try {
            return ByteSize.parse(text.replaceFirst("/s$", "")).toString();
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.USAGE, "--rate is " + e.getMessage() + ", not '" + text + "'");
        }
    }
}
