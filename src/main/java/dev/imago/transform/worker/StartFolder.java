package dev.imago.transform.worker;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.time.Duration;
import java.time.Instant;

/**
 * Where a worker that starts finds its connection, among the temporary files. There is one only as long as the start takes: an old one
 * is what a killed server left behind.
 */
final class StartFolder implements AutoCloseable {
    private static final String PREFIX = "imago-workers";
    private static final Path SOCKET = Path.of("socket");
    private static final Path ERRORS = Path.of("errors");

    /** Ten times as long as a start may take. */
    private static final Duration ABANDONED = WorkerProcess.LONGEST_START.multipliedBy(10);

    private final Path folder;

    private StartFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes one that only this user may enter. */
    static StartFolder make() throws IOException {
        return new StartFolder(Files.createTempDirectory(PREFIX));
    }

    Path socket() {
        return folder.resolve(SOCKET);
    }

    /** For what the worker writes to standard error. */
    Path errors() {
        return folder.resolve(ERRORS);
    }

    /** What the worker wrote there, shortened. */
    String lastWords() {
        try {
            String text = Files.readString(errors()).strip();
            return text.isEmpty() ? "without a word" : text.substring(0, Math.min(500, text.length()));
        } catch (IOException e) {
            return "without a word";
        }
    }

    /** Removes it with all that is in it; a worker goes on without. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(socket());
        Files.deleteIfExists(errors());
        Files.deleteIfExists(folder);
    }

    /** Removes those that killed servers left behind, as far as this user may. */
    static void removeAbandoned(Instant now) {
        Path all = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(all)) {
            if (found instanceof SecureDirectoryStream<Path> secure) {
                for (Path path : secure) {
                    if (path.getFileName().toString().startsWith(PREFIX)) {
                        removeIfAbandoned(secure, path.getFileName(), now);
                    }
                }
            }
        } catch (IOException e) {
            // The next start looks again.
        }
    }

    /** Never by way of a link that somebody puts in its place: temporary files are everybody's. */
    private static void removeIfAbandoned(SecureDirectoryStream<Path> all, Path name, Instant now) {
        try (SecureDirectoryStream<Path> folder = all.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            Instant changed = folder.getFileAttributeView(BasicFileAttributeView.class)
                    .readAttributes()
                    .lastModifiedTime()
                    .toInstant();
            if (changed.isBefore(now.minus(ABANDONED))) {
                remove(folder, SOCKET);
                remove(folder, ERRORS);
                all.deleteDirectory(name);
            }
        } catch (IOException e) {
            // Another user's, another start was faster, or there is something in it that is not ours.
        }
    }

    private static void remove(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        try {
            folder.deleteFile(name);
        } catch (NoSuchFileException e) {
            // It need not have been there yet.
        }
    }
}
