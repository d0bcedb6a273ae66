package dev.imago.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code imago key}. */
@Command(
        name = "key",
        description = {"Makes, lists and revokes API keys.", "Wants a key with the scope admin."},
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  imago key create --scope write --prefix upload/ --expires 90d"})
final class KeyGroup extends CommandGroup {
    /** With its commands. */
    static CommandLine of(Shell shell) {
        return new CommandLine(new KeyGroup())
                .addSubcommand(new KeyCreate(shell))
                .addSubcommand(new KeyList(shell))
                .addSubcommand(new KeyRevoke(shell));
    }
}
