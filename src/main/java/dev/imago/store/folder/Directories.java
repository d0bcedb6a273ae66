package dev.imago.store.folder;

import dev.imago.image.Fault;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directories that images are put into: made when missing, and on the disk before the first image in them is
 * acknowledged. A directory counts as durable once its parent was synced after it was seen; this is asked once a directory
 * and run, since one that a killed process made may still be in memory only.
 */
final class Directories {
    private static final int REMEMBERED = 100_000;

    private final Root root;
    private final GroupCommit commits;
    private final boolean fsync;
    private final int mode;
    private final Set<String> durable = ConcurrentHashMap.newKeySet();

    Directories(Root root, GroupCommit commits, Durability durability, int mode) {
        this.root = root;
        this.commits = commits;
        this.fsync = durability == Durability.FSYNC;
        this.mode = mode;
    }

    /**
     * Opens a directory, and makes it and those above it where they are missing.
     *
     * @param path below the folder; "." for the folder
     * @return a descriptor that the caller closes
     */
    int openForPut(Scratch scratch, String path) {
        if (path.equals(".") || durable.contains(path)) {
            int opened = root.open(scratch, path, Root.DIRECTORY);
            if (opened >= 0) {
                return opened;
            }
            if (opened != -Errno.ENOENT) {
                throw Errno.fault(-opened, "open the directory " + path);
            }
            durable.remove(path);
        }
        return makeAll(scratch, path);
    }

    private int makeAll(Scratch scratch, String path) {
        int above = open(scratch, ".");
        String abovePath = ".";
        for (int slash = path.indexOf('/'); above >= 0; slash = path.indexOf('/', slash + 1)) {
            String next = slash < 0 ? path : path.substring(0, slash);
            try {
                int opened = make(scratch, above, next);
                settle(scratch, above, abovePath, next, opened);
                Posix.close(above);
                above = opened;
            } catch (Fault e) {
                Posix.close(above);
                throw e;
            }
            if (slash < 0) {
                break;
            }
            abovePath = next;
        }
        return above;
    }

    private int make(Scratch scratch, int above, String path) {
        int opened = root.open(scratch, path, Root.DIRECTORY);
        if (opened == -Errno.ENOENT) {
            int made = Posix.mkdirat(scratch, above, Names.lastOf(path), mode);
            if (made < 0 && made != -Errno.EEXIST) {
                throw Errno.fault(-made, "make the directory " + path);
            }
            durable.remove(path);
            opened = root.open(scratch, path, Root.DIRECTORY);
        }
        if (opened < 0) {
            throw Errno.fault(-opened, "open the directory " + path);
        }
        return opened;
    }

    private void settle(Scratch scratch, int above, String abovePath, String path, int opened) {
        if (durable.contains(path)) {
            return;
        }
        int synced = fsync ? commits.sync(abovePath, () -> Posix.fsync(scratch, above)) : 0;
        if (synced < 0) {
            Posix.close(opened);
            throw Errno.fault(-synced, "sync the directory " + abovePath);
        }
        if (durable.size() >= REMEMBERED) {
            durable.clear();
        }
        durable.add(path);
    }

    private int open(Scratch scratch, String path) {
        int opened = root.open(scratch, path, Root.DIRECTORY);
        if (opened < 0) {
            throw Errno.fault(-opened, "open the directory " + path);
        }
        return opened;
    }
}
