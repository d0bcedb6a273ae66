package dev.imago.store.fastdfs;

import java.util.LinkedHashSet;

/**
 * Files that were deleted a while ago: a replica that was just about to get one has it for a moment, until the delete follows.
 * Bounded by number. Thread-safe.
 */
final class RecentlyDeleted {
    private static final int MOST = 10_000;

    private final LinkedHashSet<FileId> files = new LinkedHashSet<>();

    synchronized void add(FileId file) {
        files.add(file);
        if (files.size() > MOST) {
            files.removeFirst();
        }
    }

    synchronized boolean has(FileId file) {
        return files.contains(file);
    }
}
