package dev.imago.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code imago migrate proof}. */
@Command(
        name = "proof",
        description = {
            "Saves the key, digest and both places of each image, a JSON line each.",
            "The last line counts them, and has the SHA-256 of all lines before it, which is compared."
        },
        footer = {"", "Example:", "  imago migrate proof before-the-end.jsonl"})
final class MigrateProof implements Callable<Integer> {
    @Parameters(arity = "1", paramLabel = "FILE", description = "Where to; a file of that name is replaced.")
    private Path file = Path.of("");

    @Mixin
    private final MigrationOptions migration;

    MigrateProof(Shell shell, Signals signals) {
        this.migration = new MigrationOptions(shell, signals);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int status = migration.about((client, path) -> {
            client.save(path + "/proof", file);
            return client.get(path + "?lacking=true");
        });
        migration.report(ProofFile.read(file));
        return status;
    }
}
