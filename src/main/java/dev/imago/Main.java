package dev.imago;

import dev.imago.cli.CommandLineInterface;
import dev.imago.cli.Shell;

/** Chooses a command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLineInterface(Shell.ofProcess())
                .withServer(new Launcher())
                .run(args));
    }
}
