package dev.imago.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What a tier's folder looks like from outside. */
final class Folder {
    private Folder() {}

    /** All files, those half written among them. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return files(folder); // something was deleted under the walk
            }
            throw e;
        }
    }

    static List<Path> directories(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> !path.endsWith("incoming")).toList();
        }
    }

    /** What all files take, in blocks of 4 KiB. */
    static long bytes(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : files(folder)) {
            bytes += DiskFolder.onDisk(Files.size(file));
        }
        return bytes;
    }

    static void awaitScan(DiskTier tier) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!tier.stats().scanned()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the scan does not end: " + tier.stats());
            }
            LockSupport.parkNanos(200_000);
        }
    }
}
