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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page on routes shows can be copied into a configuration. */
final class RoutesPageTest {
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final String STORES = "stores: {folder: {type: memory}, legacy: {type: memory}}\n";

    @TempDir
    Path directory;

    @Test
    void every_example_of_the_page_is_accepted() throws IOException {
        List<String> examples = BLOCK.matcher(Files.readString(Path.of("docs/routes.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(examples).hasSizeGreaterThan(10);
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
        return example.startsWith("routes:") ? STORES + example : example.replace("{type: http, …}", "{type: memory}");
    }
}
