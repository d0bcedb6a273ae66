package dev.imago.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code imago version}. */
@Command(
        name = "version",
        description = "Shows which Imago this is.",
        footer = {"", "Example:", "  imago version --json"})
final class Version implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final JsonOption json = new JsonOption();

    Version(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (json.wanted()) {
            Map<String, String> answer = new LinkedHashMap<>();
            answer.put("version", number());
            answer.put("java", Runtime.version().toString());
            answer.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
            json.print(shell, answer);
        } else {
            shell.terminal().say(line());
        }
        return ExitCode.OK;
    }

    static String line() {
        return "imago " + number() + " (Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ")";
    }

    /** From the jar's manifest. */
    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
