package dev.imago.cli;

import dev.imago.http.api.Json;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

/** The option {@code --json}. */
final class JsonOption {
    @Option(names = "--json", description = "Print JSON for programs; lists are printed as one object a line.")
    private boolean wanted;

    boolean wanted() {
        return wanted;
    }

    /** Prints a value on a line of its own. */
    void print(Shell shell, Object value) {
        shell.terminal().say(text(value));
    }

    /** A value on one line. */
    static String text(Object value) {
        return new String(Json.bytes(value), StandardCharsets.UTF_8);
    }
}
