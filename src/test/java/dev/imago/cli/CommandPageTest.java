package dev.imago.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages of the command line in docs/ are made from the commands. To renew them: run with {@code -Dimago.renew=true}. */
final class CommandPageTest {
    @Test
    void the_page_is_what_the_commands_are() throws IOException {
        String page = page();
        assertThat(page).contains("`imago put`", "`imago key create`", "`--recursive`", "| 130 |");
        requireSame(Path.of("docs/cli.md"), page);
    }

    @Test
    void the_manual_page_says_the_same() throws IOException {
        String manual = ManPage.of(page());
        assertThat(manual)
                .contains(".SS \"\\fBimago put\\fR\"", "\\fB\\-r\\fR, \\fB\\-\\-recursive\\fR\n", ".SH EXIT CODES");
        requireSame(Path.of("docs/imago.1"), manual);
    }

    private static String page() {
        var nowhere = new PrintStream(PrintStream.nullOutputStream());
        var shell = new Shell(Terminal.plain(nowhere, nowhere, InputStream.nullInputStream()), Map.of(), Path.of("/"));
        return CommandPage.of(CommandGround.commandLine(shell).everything());
    }

    private static void requireSame(Path file, String page) throws IOException {
        if (Boolean.getBoolean("imago.renew")) {
            Files.writeString(file, page);
        }
        assertThat(file).content().isEqualTo(page);
    }
}
