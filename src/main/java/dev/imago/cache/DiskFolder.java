package dev.imago.cache;

import dev.imago.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The folder of a {@link DiskTier}: up to 4,096 directories of files, and one for what is being written. A file comes to its place by
 * a rename, so it is never there in part while the system runs. Nothing is synced: after a power loss a file may be anything, and its
 * header and digest show it.
 *
 * <p>Whoever renames into a directory or deletes from it holds that directory's lock; so does whoever changes what the index knows of it.
 */
final class DiskFolder {
    private static final String INCOMING = "incoming";
    private static final long BLOCK = 4096;

    private final Path root;
    private final Path incoming;

    /** Makes the folder if need be, and removes what a crash left half written. */
    DiskFolder(Path root) throws IOException {
        this.root = root;
        this.incoming = Files.createDirectories(root.resolve(INCOMING));
        for (Path leftover : list(incoming)) {
            Files.deleteIfExists(leftover);
        }
    }

    Path path(FileName name) {
        return root.resolve(name.path());
    }

    /** What a file takes of the disk. */
    static long onDisk(long length) {
        return (length + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** Writes a file that nobody sees yet. */
    Path write(ByteBuffer header, ByteBuffer content) throws IOException {
        Path file = incoming.resolve(UUID.randomUUID().toString());
        boolean written = false;
        try (FileChannel channel = create(file)) {
            ByteBuffer[] parts = {header.duplicate(), content.duplicate()};
            while (parts[1].hasRemaining() || parts[0].hasRemaining()) {
                channel.write(parts);
            }
            written = true;
            return file;
        } finally {
            if (!written) {
                discard(file);
            }
        }
    }

    private FileChannel create(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (NoSuchFileException somebodyEmptiedTheFolder) {
            Files.createDirectories(incoming);
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
    }

    /** Removes what {@link #write} wrote; the next start does it otherwise. */
    static void discard(Path written) throws IOException {
        Files.deleteIfExists(written);
    }

    /** Gives a written file its name. */
    void publish(Path written, FileName name) throws IOException {
        Path target = path(name);
        try {
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException directoryIsAbsent) {
            Files.createDirectories(directory(name.directory()));
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Deletes a file, and its directory with the last one. */
    void delete(FileName name) throws IOException {
        Files.deleteIfExists(path(name));
        deleteIfEmpty(directory(name.directory()));
    }

    /** All files of an original. */
    List<FileName> of(Digest original) throws IOException {
        return names(directory(FileName.directory(original))).stream()
                .filter(name -> name.isOf(original))
                .toList();
    }

    List<Path> directories() throws IOException {
        return list(root).stream().filter(FileName::isDirectory).toList();
    }

    static List<FileName> names(Path directory) throws IOException {
        return list(directory).stream()
                .flatMap(file -> FileName.of(file).stream())
                .toList();
    }

    static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException othersAreThere) {
            // the usual case
        }
    }

    private Path directory(int number) {
        return root.resolve(FileName.directory(number));
    }

    private static List<Path> list(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException nothingThere) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }
}
