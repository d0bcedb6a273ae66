package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on durability says of each failure what becomes of an upload, and which test or suite shows it, or that none does. */
final class DurabilityPageTest {
    private static final Path PAGE = Path.of("docs/durability.md");
    private static final Pattern SUITE = Pattern.compile("`(build/suites/[a-z-]+)`");

    @Test
    void every_claim_names_tests_that_are_there_or_says_that_it_was_not_tried() throws IOException {
        List<String> claims = Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.startsWith("| what fails |"))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what fails |"))
                .toList();
        assertThat(claims).hasSizeGreaterThan(30).allSatisfy(line -> {
            String[] cells = line.split("\\|");
            assertThat(cells).as(line).hasSize(4);
            boolean shown = !NamedTests.in(cells[3]).isEmpty()
                    || SUITE.matcher(cells[3]).find();
            assertThat(shown).as(line).isNotEqualTo(cells[3].equals(" not tried "));
        });
        assertThat(SUITE.matcher(Files.readString(PAGE)).results())
                .isNotEmpty()
                .allSatisfy(suite -> assertThat(Path.of(suite.group(1))).isExecutable());
        assertThat(NamedTests.existing()).containsAll(NamedTests.in(Files.readString(PAGE)));
    }
}
