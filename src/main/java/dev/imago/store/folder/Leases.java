package dev.imago.store.folder;

/**
 * Tells whether somebody has a file open for writing: the kernel grants a read lease (fcntl(2), {@code F_SETLEASE}) only when
 * nobody has. The lease is given up at once. Where leases cannot be had (a network share, a file of another user), a file
 * counts as settled once its change time is a second old.
 */
final class Leases {
    private static final int F_SETSIG = 10;
    private static final int F_SETLEASE = 1024;
    private static final int F_RDLCK = 0;
    private static final int F_UNLCK = 2;
    /** The kernel tells a lease's owner of a conflict by a signal; this one is ignored by default, SIGIO would end the JVM. */
    private static final int SIGURG = 23;

    private static final long REST_NANOSECONDS = 1_000_000_000L;

    private final boolean trusted;

    /** @param trusted whether this file system's leases tell the truth; see {@link #tellTheTruth} */
    Leases(boolean trusted) {
        this.trusted = trusted;
    }

    /**
     * Two writes within one tick of a coarse clock can bear one time, so bytes that were written this moment are not settled.
     * A file that was renamed, or given a time, after its last write needs no such wait: the next write will show.
     */
    boolean settled(Scratch scratch, int fd, FileStat stat, long now) {
        long age = now - stat.changed();
        if (stat.modified() == stat.changed() && age >= 0 && age < FileStat.TICK_NANOSECONDS) {
            return false;
        }
        int lease = trusted ? tryLease(scratch, fd) : -Errno.EACCES;
        boolean rested = age >= REST_NANOSECONDS || age < -REST_NANOSECONDS;
        return lease == 0 || (lease != -Errno.EAGAIN && rested);
    }

    private static int tryLease(Scratch scratch, int fd) {
        int signal = Posix.fcntl(scratch, fd, F_SETSIG, SIGURG);
        if (signal < 0) {
            return signal;
        }
        int lease = Posix.fcntl(scratch, fd, F_SETLEASE, F_RDLCK);
        if (lease == 0) {
            Posix.fcntl(scratch, fd, F_SETLEASE, F_UNLCK);
        }
        return lease;
    }

    /**
     * Tries on one's own file whether a lease is refused while it is being written, and granted afterwards.
     *
     * @param reader open for reading
     * @param writer the same file, open for writing; closed by this method
     */
    static boolean tellTheTruth(Scratch scratch, int reader, int writer) {
        boolean refused = tryLease(scratch, reader) == -Errno.EAGAIN;
        Posix.close(writer);
        return refused && tryLease(scratch, reader) == 0;
    }
}
