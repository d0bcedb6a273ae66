package dev.imago.transform.policy;

import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Settings as they are read from a file. */
public final class Policies {
    private Policies() {}

    static RenditionSettings settings(String yaml) {
        try {
            return read(yaml);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    static RenditionSettings read(String yaml) throws ConfigException {
        try {
            Path file = Files.createTempFile("imago", ".yaml");
            try {
                return Configurations.read(RenditionSettings.class, Sources.file(Files.writeString(file, yaml)))
                        .settings();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RenditionPolicy policy(String yaml) {
        return new RenditionPolicy(settings(yaml));
    }
}
