package dev.imago.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code imago token}. */
@Command(
        name = "token",
        description = {"Issues upload tokens, and takes them back.", "By a token a browser uploads without a key."},
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  imago token create --prefix upload/user-17/ --expires 10m --uploads 5"})
final class TokenGroup extends CommandGroup {
    /** With its commands. */
    static CommandLine of(Shell shell) {
        return new CommandLine(new TokenGroup())
                .addSubcommand(new TokenCreate(shell))
                .addSubcommand(new TokenRevoke(shell));
    }
}
