package dev.imago.upload;

import dev.imago.store.Staging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A directory of this process alone for spool files of stores that have none. What an earlier process left is removed. */
public final class SpoolDirectory implements Staging {
    private final Path directory;

    /**
     * Makes the directory, or empties it.
     *
     * @throws UncheckedIOException if that is impossible
     */
    public SpoolDirectory(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*.part")) {
                for (Path file : left) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the spool directory " + directory + " cannot be used", e);
        }
    }

    @Override
    public Path stagingDirectory() {
        return directory;
    }

    @Override
    public Path newSpoolFile() {
        return directory.resolve(UUID.randomUUID() + ".part");
    }
}
