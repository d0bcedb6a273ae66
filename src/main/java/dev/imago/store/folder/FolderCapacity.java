package dev.imago.store.folder;

import dev.imago.image.Fault;
import dev.imago.store.Capacity;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room of the file system that a folder is on; free is what is left for the server's user. */
final class FolderCapacity implements Capacity {
    private interface Question {
        long ask(FileStore fileSystem) throws IOException;
    }

    private final FileStore fileSystem;
    private final Reads reads;

    FolderCapacity(Path folder, Reads reads) {
        this.reads = reads;
        try {
            this.fileSystem = Files.getFileStore(folder);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The folder's file system does not tell its size.", e);
        }
    }

    @Override
    public long totalBytes() {
        return reads.run(() -> ask(FileStore::getTotalSpace));
    }

    @Override
    public long freeBytes() {
        return reads.run(() -> ask(FileStore::getUsableSpace));
    }

    private long ask(Question question) {
        try {
            return question.ask(fileSystem);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The folder's file system does not tell its size.", e);
        }
    }
}
