package dev.imago.cache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Finds the files that an earlier process left, once, in the background. Reads the headers alone. */
final class DiskScan implements Runnable {
    private final DiskFolder folder;
    private final DiskIndex index;
    private final ReentrantLock[] locks;
    private final DiskTrouble trouble;
    private final Consumer<FileName> evict;
    private final Runnable corrupt;
    private volatile boolean stopped;

    /**
     * Prepares a scan.
     *
     * @param evict takes a file away that is too many
     * @param corrupt is told of each file that was deleted because it was not whole
     */
    DiskScan(
            DiskFolder folder,
            DiskIndex index,
            ReentrantLock[] locks,
            DiskTrouble trouble,
            Consumer<FileName> evict,
            Runnable corrupt) {
        this.folder = folder;
        this.index = index;
        this.locks = locks;
        this.trouble = trouble;
        this.evict = evict;
        this.corrupt = corrupt;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            for (Path directory : folder.directories()) {
                scan(directory);
                index.excess().forEach(evict);
            }
        } catch (IOException e) {
            trouble.reading(e);
        }
        if (!stopped) {
            index.completed();
        }
    }

    private void scan(Path directory) {
        try {
            for (FileName name : DiskFolder.names(directory)) {
                if (stopped) {
                    return;
                }
                take(name);
            }
            deleteIfEmpty(directory);
        } catch (IOException e) {
            trouble.reading(e);
        }
    }

    private void deleteIfEmpty(Path directory) throws IOException {
        ReentrantLock lock = locks[FileName.directory(directory)];
        lock.lock();
        try {
            DiskFolder.deleteIfEmpty(directory);
        } finally {
            lock.unlock();
        }
    }

    private void take(FileName name) {
        ReentrantLock lock = locks[name.directory()];
        lock.lock();
        try {
            if (index.find(name).isEmpty()) {
                look(name);
            }
        } catch (NoSuchFileException removedMeanwhile) {
            // as it should be
        } catch (IOException e) {
            trouble.reading(e);
        } finally {
            lock.unlock();
        }
    }

    private void look(FileName name) throws IOException {
        Optional<CachedFile> opened = CachedFile.open(folder.path(name));
        if (opened.isEmpty()) {
            folder.delete(name);
            corrupt.run();
            return;
        }
        try (CachedFile file = opened.get()) {
            FileHeader header = file.header();
            index.found(name, file.onDisk(), header.facts().cost());
        }
    }
}
