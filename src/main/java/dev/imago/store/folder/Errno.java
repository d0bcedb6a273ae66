package dev.imago.store.folder;

import dev.imago.image.Fault;

/** The errors of the C library that Imago tells apart (numbers of Linux, the same on x86-64 and aarch64). */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ENXIO = 6;
    static final int ENODEV = 19;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int ENOTCONN = 107;
    static final int ESTALE = 116;
    static final int EDQUOT = 122;

    private Errno() {}

    /**
     * Whether the name leads to nothing that a reader can have: no such entry, a file where a directory should be, a loop, a
     * way out of the folder, a name too long for the file system, a socket or a device without a driver.
     */
    static boolean absent(int errno) {
        return switch (errno) {
            case ENOENT, ENOTDIR, ELOOP, EXDEV, ENAMETOOLONG, ENXIO, ENODEV, EISDIR -> true;
            default -> false;
        };
    }

    /**
     * The fault that an error means.
     *
     * @param doing what was tried, private, such as {@code "open upload/a.jpg"}
     */
    static Fault fault(int errno, String doing) {
        Fault fault = switch (errno) {
            case ENOSPC -> new Fault(Fault.Kind.NO_SPACE, "The folder's file system is full.");
            case EDQUOT -> new Fault(Fault.Kind.NO_SPACE, "The quota of the folder's file system is used up.");
            case EACCES, EPERM ->
                new Fault(Fault.Kind.FORBIDDEN, "The file system does not permit this to the server's user.");
            case EROFS -> new Fault(Fault.Kind.UNAVAILABLE, "The folder's file system is read-only.");
            case EISDIR, ENOTEMPTY -> new Fault(Fault.Kind.CONFLICT, "The key names a folder.");
            case ENOTDIR, EEXIST -> new Fault(Fault.Kind.CONFLICT, "A part of the key's path is a file.");
            case ENAMETOOLONG -> new Fault(Fault.Kind.INVALID, "The file system does not take names as long as this.");
            case ELOOP, EXDEV ->
                new Fault(Fault.Kind.FORBIDDEN, "A part of the key's path is a link that leads out of the folder.");
            case EIO -> new Fault(Fault.Kind.UNAVAILABLE, "The folder's disk reports an error.");
            case ESTALE, ENOTCONN -> new Fault(Fault.Kind.UNAVAILABLE, "The folder's share does not answer any more.");
            case EMFILE, ENFILE -> new Fault(Fault.Kind.UNAVAILABLE, "Too many files are open.");
            default -> new Fault(Fault.Kind.UNAVAILABLE, "The folder's file system reports an error.");
        };
        return fault.withDetail(doing + ": errno " + errno);
    }
}
