package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.JsonSchema;
import dev.imago.config.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The documents that are made from the settings records are those in docs/. To renew them: run with {@code -Dimago.renew=true}. */
final class SettingsDocumentsTest {
    @Test
    void the_reference_page_is_the_records() throws IOException {
        requireSame(Path.of("docs/configuration-reference.md"), Reference.of(Settings.class));
    }

    @Test
    void the_schema_for_editors_is_the_records() throws IOException {
        requireSame(Path.of("docs/imago.schema.json"), JsonSchema.of(Settings.class));
    }

    private static void requireSame(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("imago.renew")) {
            Files.writeString(file, expected);
        }
        assertThat(file).content().isEqualTo(expected);
    }
}
