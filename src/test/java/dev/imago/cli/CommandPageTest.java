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

/** The page of the command line in docs/ is made from the commands. To renew it: run with {@code -Dimago.renew=true}. */
final class CommandPageTest {
    @Test
    void the_page_is_what_the_commands_are() throws IOException {
        var nowhere = new PrintStream(PrintStream.nullOutputStream());
        var shell = new Shell(Terminal.plain(nowhere, nowhere, InputStream.nullInputStream()), Map.of(), Path.of("/"));
        String page = CommandPage.of(CommandGround.commandLine(shell).everything());
        Path file = Path.of("docs/cli.md");
        if (Boolean.getBoolean("imago.renew")) {
            Files.writeString(file, page);
        }
        assertThat(page).contains("`imago put`", "`imago key create`", "`--recursive`", "| 130 |");
        assertThat(file).content().isEqualTo(page);
    }
}
