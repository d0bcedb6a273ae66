package dev.imago;

import dev.imago.cli.CommandLineInterface;
import dev.imago.cli.Shell;

/** Chooses a command. */
public final class Main {
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    /** Carriers of virtual threads beyond one for each processor: reads of folders may hold half of all; see {@code store/folder/Reads}. */
    private static final int MORE_CARRIERS = 4;

    /** With one processor each carrier more costs: they wake each other in vain (docs/benchmarks.md). */
    private static final int CARRIERS_OF_ONE = 2;

    /** Lets the store of a legacy server name the host that it asks for. */
    private static final String OWN_HOST = "jdk.httpclient.allowRestrictedHeaders";

    private Main() {}

    public static void main(String[] args) {
        if (System.getProperty(CARRIERS) == null) {
            // Heard only before the first virtual thread.
            int processors = Runtime.getRuntime().availableProcessors();
            int carriers = processors == 1 ? CARRIERS_OF_ONE : processors + MORE_CARRIERS;
            System.setProperty(CARRIERS, Integer.toString(carriers));
        }
        if (System.getProperty(OWN_HOST) == null) {
            // Heard only before the first HTTP client.
            System.setProperty(OWN_HOST, "host");
        }
        if (args.length > 0 && (args[0].equals("serve") || args[0].equals("demo"))) {
            Warmup.start();
        }
        System.exit(new CommandLineInterface(Shell.ofProcess())
                .withServer(new Launcher())
                .run(args));
    }
}
