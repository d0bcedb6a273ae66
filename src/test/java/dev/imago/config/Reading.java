package dev.imago.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads texts as a file named imago.yaml in a folder. */
record Reading(Path folder) {
    Sources sources(String yaml) {
        return sources(yaml.getBytes(StandardCharsets.UTF_8));
    }

    Sources sources(byte[] yaml) {
        try {
            return Sources.file(Files.write(folder.resolve("imago.yaml"), yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Sample settings(String yaml) throws ConfigException {
        return Configurations.read(Sample.class, sources(yaml)).settings();
    }

    /** The problems, a line each, with the folder of the file left out. */
    List<String> problems(Sources sources) {
        return refused(sources).getMessage().replace(folder + "/", "").lines().toList();
    }

    List<String> problems(String yaml) {
        return problems(sources(yaml));
    }

    static ConfigException refused(Sources sources) {
        return catchThrowableOfType(ConfigException.class, () -> Configurations.read(Sample.class, sources));
    }
}
