package dev.imago.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code imago url}. */
@Command(
        name = "url",
        description = "Makes addresses of renditions.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  imago url sign '/upload/qa/test.jpg?w=400&h=300' --expires 30d"})
final class UrlGroup extends CommandGroup {
    /** With its commands. */
    static CommandLine of(Shell shell) {
        return new CommandLine(new UrlGroup()).addSubcommand(new UrlSign(shell));
    }
}
