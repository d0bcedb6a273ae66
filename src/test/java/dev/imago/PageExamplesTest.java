package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages on routes and stores show can be copied into a configuration. */
final class PageExamplesTest {
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final String STORES =
            "stores: {folder: {type: memory}, legacy: {type: memory}, images: {type: memory}}\n";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"routes, 10", "stores, 3", "stores-fastdfs, 1", "stores-http, 0"})
    void every_example_of_a_page_is_accepted(String page, int fewest) throws IOException {
        List<String> examples = BLOCK.matcher(Files.readString(Path.of("docs", page + ".md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(examples).hasSizeGreaterThan(fewest);
        for (String example : examples) {
            Path file = Files.writeString(directory.resolve("example.yaml"), whole(example));
            assertThatCode(() -> Configurations.read(Settings.class, Sources.file(file)))
                    .as(example)
                    .doesNotThrowAnyException();
        }
    }

    /** With what the example leaves out. */
    private static String whole(String example) {
        if (example.startsWith("- ")) {
            return "folder: /srv\nroutes:\n" + example;
        }
        if (example.startsWith("routes:")) {
            return STORES + example;
        }
        return example.replace("{type: http, …}", "{type: memory}").replace("…", "x");
    }
}
