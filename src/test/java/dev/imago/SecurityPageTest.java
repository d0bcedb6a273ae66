package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on security speaks of code and tests that are there. */
final class SecurityPageTest {
    private static final Path PAGE = Path.of("docs/security.md");
    private static final Pattern CODE = Pattern.compile("`([a-z]+(?:/[a-z]+)*/[A-Z][A-Za-z0-9]+)`");

    @Test
    void every_class_that_it_names_is_there() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(CODE.matcher(page).results().map(found -> found.group(1)).collect(Collectors.toSet()))
                .hasSizeGreaterThan(50)
                .allSatisfy(path -> assertThat(Path.of("src/main/java/dev/imago/" + path + ".java"))
                        .exists());
        assertThat(NamedTests.existing()).containsAll(NamedTests.in(page));
    }

    @Test
    void every_attack_is_met_somewhere_and_shown_by_a_test() throws IOException {
        List<String> attacks = Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals("## Requests and connections"))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| attack |"))
                .toList();
        assertThat(attacks).hasSizeGreaterThan(50).allSatisfy(line -> {
            String[] cells = line.split("\\|");
            assertThat(cells).hasSize(5);
            assertThat(NamedTests.in(cells[4])).as(line).isNotEmpty();
            assertThat(cells[3]).as(line).matches(" `.*` | the same ");
        });
    }

    @Test
    void every_target_of_the_fuzzer_is_on_it() throws IOException {
        Set<String> targets = NamedTests.existing().stream()
                .filter(name -> name.endsWith("Fuzz"))
                .collect(Collectors.toSet());
        assertThat(NamedTests.in(Files.readString(PAGE))).containsAll(targets);
    }
}
