package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sources stay small: what grows beyond a few screens does more than one thing. */
final class SourceTest {
    private static final int LONGEST = 300;
    private static final int MEDIAN = 100;

    @Test
    void no_file_is_longer_than_300_lines_and_half_of_them_have_at_most_100() throws IOException {
        Map<String, Integer> lines = new TreeMap<>();
        for (Path file : javaFiles("src/main/java")) {
            if (!file.endsWith("package-info.java")) {
                lines.put(file.toString(), Files.readAllLines(file).size());
            }
        }
        List<Integer> sorted = lines.values().stream().sorted().toList();
        int median = sorted.get(sorted.size() / 2);
        System.out.println(
                lines.size() + " files, median " + median + " lines, longest " + sorted.getLast() + " lines");

        assertThat(lines).hasSizeGreaterThan(100);
        assertThat(lines)
                .allSatisfy((file, length) -> assertThat(length).as(file).isLessThanOrEqualTo(LONGEST));
        assertThat(median).isLessThanOrEqualTo(MEDIAN);
    }

    @Test
    void no_test_is_switched_off() throws IOException {
        for (Path file : javaFiles("src/test/java")) {
            if (!file.endsWith("SourceTest.java")) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("@Disabled");
            }
        }
    }

    private static List<Path> javaFiles(String root) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
