package dev.imago.cli;

import dev.imago.cli.terminal.Terminal;
import dev.imago.config.ByteSize;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Only the command that is asked for is made, since looking at all of them would delay the start of the server;
 * help, completion and mistakes see all.
 */
public final class CommandLineInterface {
    private final Shell shell;
    private final SequencedMap<String, Supplier<Object>> commands = new LinkedHashMap<>();

    /** With the commands that need a running server only. */
    public CommandLineInterface(Shell shell) {
        this.shell = shell;
        commands.put("put", () -> new Put(shell, Signals.ofProcess()));
        commands.put("get", () -> new Get(shell));
        commands.put("ls", () -> new Ls(shell));
        commands.put("stat", () -> new Stat(shell));
        commands.put("rm", () -> new Rm(shell));
        commands.put("warm", () -> new Warm(shell, Signals.ofProcess()));
        commands.put("changes", () -> new Changes(shell));
        commands.put("key", () -> KeyGroup.of(shell));
        commands.put("token", () -> TokenGroup.of(shell));
        commands.put("srcset", () -> new Srcset(shell));
        commands.put("url", () -> UrlGroup.of(shell));
        commands.put("status", () -> new Status(shell));
        commands.put("scan", () -> new Scan(shell));
        commands.put("verify", () -> new Verify(shell, Signals.ofProcess()));
        commands.put("migrate", () -> MigrateGroup.of(shell, Signals.ofProcess()));
        commands.put("version", () -> new Version(shell));
        commands.put("completion", () -> new Completion(shell));
    }

    /** Adds {@code serve}, {@code demo}, {@code config} and {@code route}. */
    public <S extends Record> CommandLineInterface withServer(ServerLauncher<S> launcher) {
        commands.putFirst("route", () -> RouteGroup.of(shell, launcher, Signals.ofProcess()));
        commands.putFirst("config", () -> ConfigGroup.of(shell, launcher.settings()));
        commands.putFirst("demo", () -> new Demo<>(shell, launcher, Signals.ofProcess()));
        commands.putFirst("serve", () -> new Serve<>(shell, launcher, Signals.ofProcess()));
        return this;
    }

    /**
     * Runs a command to its end.
     *
     * @return one of {@link ExitCode}
     */
    public int run(String... arguments) {
        Terminal terminal = shell.terminal();
        int code = commandLine(arguments).execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
        terminal.out().flush();
        terminal.err().flush();
        return arguments.length == 0 ? ExitCode.USAGE : code;
    }

    /** All commands, for documentation. */
    CommandLine everything() {
        return commandLine();
    }

    private CommandLine commandLine(String... arguments) {
        var root = new CommandLine(new Root());
        if (arguments.length > 0 && commands.containsKey(arguments[0]) && !arguments[0].equals("completion")) {
            root.addSubcommand(commands.get(arguments[0]).get());
        } else {
            commands.forEach((_, command) -> root.addSubcommand(command.get()));
            root.addSubcommand(new HelpCommand());
            root.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
            root.getCommandSpec().usageMessage().exitCodeList(Root.exitCodes());
        }
        return everywhere(root);
    }

    private CommandLine everywhere(CommandLine root) {
        addHelp(root);
        root.setOut(writer(shell.terminal().out()));
        root.setErr(writer(shell.terminal().err()));
        root.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        root.setUsageHelpAutoWidth(false);
        root.setUsageHelpWidth(80);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setAbbreviatedOptionsAllowed(false);
        root.registerConverter(Duration.class, Values::duration);
        root.registerConverter(ByteSize.class, ByteSize::parse);
        root.setParameterExceptionHandler(this::wrongUsage);
        root.setExecutionExceptionHandler((failure, _, _) -> new Failures(shell.terminal()).report(failure));
        return root;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }

    /** The message without what was given as a key: it may end in a log. */
    private static String withoutKeys(String message, String... arguments) {
        // What follows an unknown option may be a key behind a misspelt name.
        String shown = message.replaceAll("imago_\\w+", "***").replaceAll("'(--?[^'=]+)=[^']*'", "'$1=***'");
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i - 1].equals("--key") && !arguments[i].isEmpty()) {
                shown = shown.replace(arguments[i], "***");
            }
        }
        return shown;
    }

    private static void addHelp(CommandLine command) {
        if (!(command.getCommand() instanceof HelpCommand)) {
            command.addMixin("common", new CommonOptions());
        }
        command.getSubcommands().values().forEach(CommandLineInterface::addHelp);
    }

    private int wrongUsage(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        Terminal terminal = shell.terminal();
        terminal.note("imago: " + Terminal.harmless(withoutKeys(String.valueOf(mistake.getMessage()), arguments)));
        UnmatchedArgumentException.printSuggestions(mistake, command.getErr());
        terminal.note("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }
}
