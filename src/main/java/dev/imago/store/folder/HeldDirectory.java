package dev.imago.store.folder;

import java.nio.file.Path;

/**
 * A directory that is held open. On a share a handle can be worth nothing after a while: its server was restarted, or the share
 * was mounted anew. The directory is then opened again by its path, and takes the number of the old descriptor, so that all who use it
 * go on.
 *
 * <p>Only the same directory counts, which its inode tells: below the place of a share that is not mounted there is another one.
 */
final class HeldDirectory implements AutoCloseable {
    private final Path path;
    private final int fd;
    private final long inode;

    /** @throws dev.imago.image.Fault when it cannot be opened */
    HeldDirectory(Scratch scratch, Path path) {
        this.path = path.toAbsolutePath();
        this.fd = open(scratch);
        if (fd < 0) {
            throw Errno.fault(-fd, "open the folder " + path);
        }
        this.inode = inode(scratch, fd);
    }

    private int open(Scratch scratch) {
        return Posix.openat(scratch, Posix.AT_FDCWD, scratch.text(path.toString()), Root.DIRECTORY);
    }

    private static long inode(Scratch scratch, int directory) {
        return Posix.statx(scratch, directory) == 0 ? Posix.stat(scratch).inode() : -1;
    }

    int fd() {
        return fd;
    }

    /**
     * To be called with the outcome of a call that used it.
     *
     * @param outcome a negated errno, or a success
     * @return whether the call should be tried again, once
     */
    boolean renewAfter(Scratch scratch, int outcome) {
        if (outcome != -Errno.ESTALE && outcome != -Errno.ENOTCONN) {
            return false;
        }
        int fresh = open(scratch);
        if (fresh < 0) {
            return false;
        }
        boolean same = inode(scratch, fresh) == inode;
        if (same) {
            Posix.dup3(scratch, fresh, fd, Posix.O_CLOEXEC);
        }
        Posix.close(fresh);
        return same;
    }

    @Override
    public void close() {
        Posix.close(fd);
    }
}
