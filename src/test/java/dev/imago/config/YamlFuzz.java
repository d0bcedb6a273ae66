package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A configuration file. */
final class YamlFuzz {
    private static Path folder;

    @BeforeAll
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("imago-yaml");
    }

    @AfterAll
    static void removeFolder() throws IOException {
        Files.deleteIfExists(folder.resolve("imago.yaml"));
        Files.delete(folder);
    }

    @FuzzTest
    void settings_are_read_or_all_problems_named(byte[] bytes) throws IOException {
        try {
            String shown = read("imago.yaml", bytes).show();
            assertThat(shown).isNotEmpty();
        } catch (ConfigException refused) {
            assertThat(refused.problems()).isNotEmpty();
            assertThat(refused.getMessage().lines())
                    .allMatch(line -> line.chars().noneMatch(Character::isISOControl));
        }
    }

    private static Configuration<Settings> read(String name, byte[] bytes) throws IOException, ConfigException {
        return Configurations.read(Settings.class, Sources.file(Files.write(folder.resolve(name), bytes)));
    }
}
