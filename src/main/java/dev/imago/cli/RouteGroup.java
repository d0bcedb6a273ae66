package dev.imago.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code imago route}. */
@Command(
        name = "route",
        description = "Explains the rules by which addresses are led to images, and tries new ones on old logs.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  imago route explain /pic/qa/test.jpg",
            "  imago route replay access.log --old http://old:80 --new http://127.0.0.1:8080"
        })
final class RouteGroup extends CommandGroup {
    /** With its commands. */
    static <S extends Record> CommandLine of(Shell shell, ServerLauncher<S> launcher, Signals signals) {
        return new CommandLine(new RouteGroup())
                .addSubcommand(new RouteExplain<>(shell, launcher))
                .addSubcommand(new RouteReplay<>(shell, launcher, signals));
    }
}
