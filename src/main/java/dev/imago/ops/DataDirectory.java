package dev.imago.ops;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The directory that belongs to one running server: catalog, keys, caches, spool. Held by a lock that the operating system
 * releases when the process ends, however it ends.
 */
public final class DataDirectory implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the directory if need be, and takes it.
     *
     * @throws IOException if it cannot be written to, or another server has it; the message is for whoever started this one
     */
    public static DataDirectory take(Path path) throws IOException {
        try {
            make(path);
            FileChannel channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock(path, channel);
            return new DataDirectory(path, channel);
        } catch (AccessDeniedException e) {
            throw new IOException("the data directory " + path + " cannot be written to; --data takes another one", e);
        }
    }

    /** A new one is for its owner only: the keys that sign upload tokens lie in it. One that is there stays as it is. */
    private static void make(Path path) throws IOException {
        if (!Files.exists(path)) {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER));
        }
    }

    private static void lock(Path path, FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            String owner = Files.readString(path.resolve("lock"), StandardCharsets.US_ASCII)
                    .strip();
            channel.close();
            throw new IOException("the data directory " + path + " is in use by another Imago (process " + owner
                    + "); stop it, or give this one its own with --data");
        }
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
    }

    public Path path() {
        return path;
    }

    /** A directory below this one, made if need be. */
    public Path directory(String name) throws IOException {
        return Files.createDirectories(path.resolve(name));
    }

    /** Gives it up; the file stays. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
