package dev.imago.cli;

import dev.imago.http.api.Json;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The option {@code --json}. */
final class JsonOption {
    private static final Pattern CONTROLS = Pattern.compile("[\\x7F-\\x9F]");

    @Option(names = "--json", description = "Print JSON for programs; lists are printed as one object a line.")
    private boolean wanted;

    boolean wanted() {
        return wanted;
    }

    /** Prints a value on a line of its own. */
    void print(Shell shell, Object value) {
        shell.terminal().say(text(value));
    }

    /** Prints what the server sent, on a line of its own. */
    void relay(Shell shell, String answer) {
        shell.terminal().say(harmless(answer));
    }

    /** A value on one line. */
    static String text(Object value) {
        return harmless(new String(Json.bytes(value), StandardCharsets.UTF_8));
    }

    /** Control characters beyond ASCII may stand in JSON as they are; on a terminal they would be obeyed. */
    static String harmless(String text) {
        return CONTROLS.matcher(text)
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
    }
}
