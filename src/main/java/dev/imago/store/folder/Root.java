package dev.imago.store.folder;

import java.nio.file.Path;
import java.util.function.ToIntFunction;

/**
 * The directory that a store serves, held open, and the only way to open anything in it.
 *
 * <p>A path without links is opened by openat2(2) with {@code RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS}: one call, and no race can
 * lead out. Where there is a link on the way, or where the kernel or the container's seccomp profile lacks openat2, the path
 * is opened with {@code O_PATH}, which touches nothing, and the kernel is asked which file that is: only if its real path is
 * visible and inside the folder is the same file, by its descriptor, opened for reading. A link that is exchanged meanwhile
 * changes nothing, since the check is made on the very file that is opened.
 */
final class Root implements AutoCloseable {
    /** Flags for a file that is to be read: a FIFO does not block, and is found not to be a file afterwards. */
    static final int READ = Posix.O_RDONLY | Posix.O_CLOEXEC | Posix.O_NONBLOCK;
    /** Flags for a file that is only looked at. */
    static final int LOOK = Posix.O_PATH | Posix.O_CLOEXEC;
    /** Flags for a directory: it can be listed, synced and used for the calls that end in "at". */
    static final int DIRECTORY = Posix.O_RDONLY | Posix.O_CLOEXEC | Posix.O_DIRECTORY;

    private static final int DIRECT = Posix.RESOLVE_BENEATH | Posix.RESOLVE_NO_SYMLINKS | Posix.RESOLVE_NO_MAGICLINKS;

    private final HeldDirectory directory;
    private final int fd;
    private final String inside;
    private final boolean openat2;
    private final ToIntFunction<String> refusals;

    /** @throws dev.imago.image.Fault when the folder cannot be opened, or its files cannot be opened safely here */
    Root(Path path, boolean mayUseOpenat2) {
        this(path, mayUseOpenat2, opened -> 0);
    }

    /** @param refusals the errno with which {@link #open} refuses a path, 0 for none: a folder on a disk that fails */
    Root(Path path, boolean mayUseOpenat2, ToIntFunction<String> refusals) {
        this.refusals = refusals;
        try (Scratch scratch = new Scratch()) {
            this.directory = new HeldDirectory(scratch, path);
            this.fd = directory.fd();
            String real = Posix.pathOf(scratch, fd);
            this.inside = real.equals("/") ? real : real + "/";
            this.openat2 = mayUseOpenat2 && works(scratch);
            if (real.isEmpty()) {
                directory.close();
                throw new IllegalStateException("/proc is needed to keep links from leading out of a folder; mount it");
            }
        }
    }

    /** Whether openat2 is there: old kernels and old containers' seccomp profiles refuse it. */
    private boolean works(Scratch scratch) {
        int probe = Posix.openat2(scratch, fd, scratch.text("."), LOOK, DIRECT);
        if (probe >= 0) {
            Posix.close(probe);
        }
        return probe >= 0;
    }

    boolean usesOpenat2() {
        return openat2;
    }

    /** The real path of the folder when it was opened. */
    Path path() {
        return Path.of(inside);
    }

    /**
     * Opens what is at the path below the folder; "." is the folder itself.
     *
     * @return a descriptor that the caller closes, or a negated errno; {@code EXDEV} for a link that leads out or to
     *     something hidden
     */
    int open(Scratch scratch, String path, int flags) {
        int opened = openOnce(scratch, path, flags);
        return directory.renewAfter(scratch, opened) ? openOnce(scratch, path, flags) : opened;
    }

    private int openOnce(Scratch scratch, String path, int flags) {
        int refusal = refusals.applyAsInt(path);
        if (refusal != 0) {
            return -refusal;
        }
        if (openat2) {
            int opened = Posix.openat2(scratch, fd, scratch.text(path), flags, DIRECT);
            if (opened == -Errno.EAGAIN) {
                // A file server holds a lease on the file and gives it up now; wait for that, once it is known to be a
                // file.
                return openVerified(scratch, path, flags & ~Posix.O_NONBLOCK);
            }
            if (opened != -Errno.ELOOP) {
                return opened;
            }
        }
        return openVerified(scratch, path, flags);
    }

    private int openVerified(Scratch scratch, String path, int flags) {
        int look = Posix.openat(scratch, fd, scratch.text(path), LOOK);
        if (look < 0) {
            return look;
        }
        boolean handedOver = false;
        try {
            if (!contains(Posix.pathOf(scratch, look))) {
                return -Errno.EXDEV;
            }
            if (flags == LOOK) {
                handedOver = true;
                return look;
            }
            int status = Posix.statx(scratch, look);
            if (status < 0) {
                return status;
            }
            FileStat stat = Posix.stat(scratch);
            if (!stat.regular() && !stat.directory()) {
                return -Errno.ENXIO;
            }
            return Posix.openat(scratch, Posix.AT_FDCWD, scratch.text("/proc/self/fd/" + look), flags);
        } finally {
            if (!handedOver) {
                Posix.close(look);
            }
        }
    }

    private boolean contains(String real) {
        return (real + "/").equals(inside)
                || (real.startsWith(inside) && Names.visible(real.substring(inside.length())));
    }

    @Override
    public void close() {
        directory.close();
    }
}
