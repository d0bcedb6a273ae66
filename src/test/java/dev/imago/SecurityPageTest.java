package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on security speaks of code and tests that are there. */
final class SecurityPageTest {
    private static final Path PAGE = Path.of("docs/security.md");
    private static final Pattern CODE = Pattern.compile("`([a-z]+(?:/[a-z]+)*/[A-Z][A-Za-z0-9]+)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]+(?:Test|Fuzz))`");

    @Test
    void every_class_that_it_names_is_there() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(named(CODE, page))
                .hasSizeGreaterThan(50)
                .allSatisfy(path -> assertThat(Path.of("src/main/java/dev/imago/" + path + ".java"))
                        .exists());
        assertThat(tests()).containsAll(named(TEST, page));
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
            assertThat(named(TEST, cells[4])).as(line).isNotEmpty();
            assertThat(cells[3]).as(line).matches(" `.*` | the same ");
        });
    }

    @Test
    void every_target_of_the_fuzzer_is_on_it() throws IOException {
        Set<String> targets =
                tests().stream().filter(name -> name.endsWith("Fuzz")).collect(Collectors.toSet());
        assertThat(named(TEST, Files.readString(PAGE))).containsAll(targets);
    }

    private static Set<String> named(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
