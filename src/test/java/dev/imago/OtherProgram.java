package dev.imago;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A program that knows nothing of Imago, and writes to its folder.
 *
 * @param syncs whether what it did survives a power loss when the call returns
 */
record OtherProgram(Path folder, boolean syncs) {
    /** In one step: a move that only replaces removes the old file before. */
    void rename(String key, byte[] image) throws IOException {
        Path target = target(key);
        Path aside = target.resolveSibling(".aside");
        Files.write(aside, image);
        sync(aside);
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        sync(target.getParent());
    }

    void overwrite(String key, byte[] image) throws IOException {
        Files.write(target(key), image);
    }

    void remove(String key) throws IOException {
        Path target = target(key);
        Files.deleteIfExists(target);
        sync(target.getParent());
    }

    private Path target(String key) throws IOException {
        Path target = folder.resolve(key);
        Files.createDirectories(target.getParent());
        return target;
    }

    private void sync(Path path) throws IOException {
        if (syncs) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
