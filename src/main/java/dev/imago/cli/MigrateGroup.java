package dev.imago.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code imago migrate}. */
@Command(
        name = "migrate",
        description = {
            "Moves images from one store to another, while they are read and written.",
            "Until it is finished it can be rolled back at once, and nothing is lost. Wants a key with the scope admin."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  imago migrate start --from folder --to ceph --wait",
            "  imago migrate cutover --percent 10",
            "  imago migrate cutover",
            "  imago migrate finish --remove-after 7d"
        })
final class MigrateGroup extends CommandGroup {
    /** With its commands. */
    static CommandLine of(Shell shell, Signals signals) {
        return new CommandLine(new MigrateGroup())
                .addSubcommand(new MigrateStart(shell, signals))
                .addSubcommand(new MigrateStatus(shell, signals))
                .addSubcommand(new MigrateProof(shell, signals))
                .addSubcommand(new MigratePause(shell, signals))
                .addSubcommand(new MigrateResume(shell, signals))
                .addSubcommand(new MigrateCutover(shell, signals))
                .addSubcommand(new MigrateRollback(shell, signals))
                .addSubcommand(new MigrateFinish(shell, signals));
    }
}
