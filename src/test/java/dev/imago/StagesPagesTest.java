package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages on stages show can be copied, and leads somewhere. */
final class StagesPagesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    /** What the files leave to a node's environment. */
    private static final Map<String, String> NODE = Map.of("IMAGO_NODE", "img-1", "IMAGO_CATALOG_PASSWORD", "secret");

    @TempDir
    Path directory;

    @Test
    void every_example_is_accepted() throws IOException {
        int examples = 0;
        for (Path page : pages()) {
            for (String example : found(EXAMPLE, page)) {
                requireAccepted(
                        Files.writeString(directory.resolve("example.yaml"), example.replaceAll("(?m)^ {3}", "")));
                examples++;
            }
        }
        assertThat(examples).isGreaterThanOrEqualTo(4);
    }

    @Test
    void every_topology_has_a_configuration_that_is_accepted_and_says_nothing_of_a_single_node() throws IOException {
        List<Path> files = files("deploy/topologies", "imago.yaml");
        assertThat(files).hasSize(4).allSatisfy(file -> {
            requireAccepted(file);
            assertThat(Files.readAllLines(file))
                    .noneMatch(line -> line.startsWith("node:") || line.contains("password:"));
        });
    }

    private static void requireAccepted(Path file) {
        assertThatCode(() ->
                        Configurations.read(Settings.class, Sources.file(file).withEnvironment(NODE, Set.of())))
                .as(file.toString())
                .doesNotThrowAnyException();
    }

    @Test
    void every_link_leads_to_a_file() throws IOException {
        List<Path> pages = new ArrayList<>(pages());
        pages.addAll(files("deploy/topologies", "README.md"));
        for (Path page : pages) {
            for (String link : found(LINK, page)) {
                assertThat(page.resolveSibling(link)).as(page + ": " + link).exists();
            }
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(files("docs/stages", ".md"));
        assertThat(pages).hasSize(6);
        pages.add(Path.of("docs/stages.md"));
        return pages;
    }

    private static List<Path> files(String root, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> found(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
