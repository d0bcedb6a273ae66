package dev.imago;

import dev.imago.cli.CommandLineInterface;
import dev.imago.cli.Shell;

/** Chooses a command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        if (args.length > 0 && (args[0].equals("serve") || args[0].equals("demo"))) {
            Warmup.start();
        }
        System.exit(new CommandLineInterface(Shell.ofProcess())
                .withServer(new Launcher())
                .run(args));
    }
}
