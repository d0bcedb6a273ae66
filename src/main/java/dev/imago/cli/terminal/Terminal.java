package dev.imago.cli.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * The three streams of a process. Results go to {@link #out}, all else to {@link #err}.
 *
 * @param asks whether somebody can answer a question: stdin and stderr are a terminal
 * @param errIsTerminal whether a line can be redrawn
 * @param width columns of the terminal
 */
public record Terminal(
        PrintStream out, PrintStream err, InputStream in, boolean asks, boolean errIsTerminal, IntSupplier width) {
    private static final int USUAL_WIDTH = 80;

    /** The process's own. */
    public static Terminal ofProcess() {
        boolean err = isTerminal(2);
        return new Terminal(System.out, System.err, System.in, err && isTerminal(0), err, Terminal::measureWidth);
    }

    /** Streams that are files or pipes. */
    public static Terminal plain(PrintStream out, PrintStream err, InputStream in) {
        return new Terminal(out, err, in, false, false, () -> USUAL_WIDTH);
    }

    /** Prints a line of the result. */
    public void say(String line) {
        out.println(line);
    }

    /** Prints a line that is no result. */
    public void note(String line) {
        err.println(line);
    }

    /** Whether nobody reads the results any more, as behind {@code | head}. */
    public boolean outIsClosed() {
        return out.checkError();
    }

    /** Asks on stderr; empty when stdin ends. */
    public Optional<String> ask(String question) throws IOException {
        err.print(question);
        err.flush();
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        return Optional.ofNullable(reader.readLine()).map(String::strip);
    }

    /** Text from elsewhere without what could steer a terminal. */
    public static String harmless(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The same for text that has lines. */
    public static String harmlessLines(String text) {
        return text.lines().map(Terminal::harmless).collect(Collectors.joining("\n"));
    }

    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            // Not Linux: all three streams or none.
            return Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false);
        }
    }

    private static int measureWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            int columns = size.length == 2 ? Integer.parseInt(size[1]) : USUAL_WIDTH;
            return columns > 0 ? columns : USUAL_WIDTH;
        } catch (IOException | NumberFormatException e) {
            return USUAL_WIDTH;
        }
    }
}
