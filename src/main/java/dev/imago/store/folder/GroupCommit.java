package dev.imago.store.folder;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Syncs directories, once for all who ask while a sync of the same directory is under way. A sync covers whoever asked
 * before it began; who asks during one waits for the next, which one of the waiting does for all of them. When a sync
 * fails, those that waited for it sync by themselves, through their own descriptors, and hear of the error there (Linux tells it once to each descriptor that was
 * open when it happened).
 */
final class GroupCommit {
    private final ConcurrentHashMap<String, Directory> active = new ConcurrentHashMap<>();

    /**
     * Returns when everything done in the directory before this call is on the disk.
     *
     * @param sync does it: 0, or a negated errno
     * @return 0, or a negated errno
     */
    int sync(String directory, IntSupplier sync) {
        Directory shared = active.compute(directory, (path, known) -> {
            Directory entered = known == null ? new Directory() : known;
            entered.users++;
            return entered;
        });
        try {
            return shared.sync(sync);
        } finally {
            active.computeIfPresent(directory, (path, known) -> --known.users == 0 ? null : known);
        }
    }

    private static final class Directory {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition finished = lock.newCondition();
        /** Guarded by the map's entry. */
        private int users;

        private long asked;
        private long synced;
        private boolean syncing;

        private int sync(IntSupplier sync) {
            long covers;
            lock.lock();
            try {
                long mine = ++asked;
                while (syncing && synced < mine) {
                    finished.awaitUninterruptibly();
                }
                if (synced >= mine) {
                    return 0;
                }
                syncing = true;
                covers = asked;
            } finally {
                lock.unlock();
            }
            int outcome = -Errno.EIO;
            try {
                outcome = sync.getAsInt();
                return outcome;
            } finally {
                finish(outcome == 0 ? covers : 0);
            }
        }

        private void finish(long covered) {
            lock.lock();
            try {
                syncing = false;
                synced = Math.max(synced, covered);
                finished.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
