package dev.imago.store.folder;

import dev.imago.image.Fault;
import dev.imago.store.Content;
import dev.imago.store.DiskFaults;
import dev.imago.store.Staging;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory {@code .imago/incoming} of a folder, where files lie until they are complete. Names are
 * {@code <node>-<random>}: a node that starts removes what it left itself, and what other nodes left a day ago.
 */
final class Incoming implements Staging, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);
    private static final int O_WRONLY = 1;
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Path directory;
    private final String node;
    private final HeldDirectory held;

    private Incoming(Path directory, String node, HeldDirectory held) {
        this.directory = directory;
        this.node = node;
        this.held = held;
    }

    /** The directory of a folder; empty, with a warning, when the folder cannot be written to. */
    static Optional<Incoming> open(Path root, String node) {
        Path directory = root.resolve(".imago").resolve("incoming");
        try (Scratch scratch = new Scratch()) {
            Files.createDirectories(directory);
            if (!Files.isWritable(directory)) {
                throw new AccessDeniedException(directory.toString());
            }
            removeLeftovers(directory, node, Instant.now());
            return Optional.of(new Incoming(directory, node, new HeldDirectory(scratch, directory)));
        } catch (IOException e) {
            LOG.warn(
                    "The folder {} cannot be written to ({}); it is served, and uploads into it are refused.", root, e);
            return Optional.empty();
        }
    }

    private static void removeLeftovers(Path directory, String node, Instant start) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                boolean own =
                        name.substring(0, Math.max(0, name.lastIndexOf('-'))).equals(node);
                if (modified(file).isBefore(own ? start : start.minus(ABANDONED))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static Instant modified(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.MAX; // another node finished, or removed it as well
        }
    }

    int fd() {
        return held.fd();
    }

    /** Opens a spool file for what is to be done before it gets its name. */
    int openForPut(Scratch scratch, String name) {
        int opened = openOnce(scratch, name);
        if (held.renewAfter(scratch, opened)) {
            opened = openOnce(scratch, name);
        }
        if (opened == -Errno.ENOENT) {
            throw new Fault(Fault.Kind.INTERNAL, "The spooled upload is gone.").withDetail(name);
        }
        if (opened < 0) {
            throw Errno.fault(-opened, "open the spool file " + name);
        }
        return opened;
    }

    private int openOnce(Scratch scratch, String name) {
        return Posix.openat(
                scratch,
                held.fd(),
                scratch.text(name),
                Posix.O_RDONLY | Posix.O_CLOEXEC | Posix.O_NOFOLLOW | Posix.O_NONBLOCK);
    }

    /** Tries here whether the file system's leases can be trusted. */
    boolean leasesTellTheTruth() {
        Path probe = newSpoolFile();
        try (Scratch scratch = new Scratch()) {
            Files.createFile(probe);
            int reader = openForPut(scratch, String.valueOf(probe.getFileName()));
            try {
                int writer = Posix.openat(scratch, Posix.AT_FDCWD, scratch.text(probe.toString()), O_WRONLY);
                return writer >= 0 && Leases.tellTheTruth(scratch, reader, writer);
            } finally {
                Posix.close(reader);
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Path stagingDirectory() {
        return directory;
    }

    @Override
    public Path newSpoolFile() {
        return directory.resolve(newName());
    }

    String newName() {
        return node + "-" + UUID.randomUUID().toString().replace("-", "");
    }

    /** Whether the content lies here already, so that it can be renamed. */
    boolean holds(Content content) {
        return directory.equals(content.file().toAbsolutePath().normalize().getParent());
    }

    /** Copies content that lies elsewhere, and answers the name of the copy. */
    String copy(Content content) {
        String name = newName();
        try {
            Files.copy(content.file(), directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            return name;
        } catch (IOException e) {
            remove(name);
            String failed = "The upload could not be copied into the folder.";
            throw e instanceof NoSuchFileException
                    ? new Fault(Fault.Kind.INTERNAL, failed, e)
                    : DiskFaults.of(e, failed);
        }
    }

    void remove(String name) {
        try (Scratch scratch = new Scratch()) {
            Posix.unlinkat(scratch, held.fd(), name);
        }
    }

    @Override
    public void close() {
        held.close();
    }
}
