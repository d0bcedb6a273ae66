package dev.imago.store.folder;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads the entries of one directory that a visitor of the folder may see: files and directories, not hidden. */
final class DirectoryReader {
    /** Hears of an entry. */
    interface Visitor {
        /**
         * @param path below the folder
         * @param link whether the entry is a link; the file or directory is then what it leads to
         * @return whether to go on
         */
        boolean visit(String path, FileStat stat, boolean link);

        /** Hears of an entry that is there and cannot be looked at. */
        default void unreadable(String path, int errno) {}
    }

    static final int READ = 0;
    static final int ENDED = 1;

    private static final int BUFFER = 64 * 1024;
    private static final int NAME = 19;
    private static final ValueLayout.OfShort LENGTH = ValueLayout.JAVA_SHORT_UNALIGNED;

    private final Root root;

    DirectoryReader(Root root) {
        this.root = root;
    }

    /**
     * @param directory open; stays open
     * @param path of the directory; "." for the folder
     * @return {@link #READ}, {@link #ENDED} when the visitor ended it, or a negated errno
     */
    int read(int directory, String path, Visitor visitor) {
        try (Scratch scratch = new Scratch()) {
            MemorySegment buffer = scratch.bytes(BUFFER);
            while (true) {
                int filled = Posix.entries(scratch, directory, buffer);
                if (filled == 0 || filled == -Errno.ENOENT) {
                    return READ; // the end, or the directory was removed meanwhile
                }
                if (filled < 0) {
                    return filled;
                }
                if (!visitAll(buffer.asSlice(0, filled), directory, path, visitor)) {
                    return ENDED;
                }
            }
        }
    }

    private boolean visitAll(MemorySegment entries, int directory, String path, Visitor visitor) {
        for (long at = 0; at < entries.byteSize(); ) {
            int length = Short.toUnsignedInt(entries.get(LENGTH, at + 16));
            byte[] name = nameAt(entries, at + NAME, at + length);
            at += length;
            if (name.length > 0 && name[0] != '.' && !visit(directory, path, name, visitor)) {
                return false;
            }
        }
        return true;
    }

    private boolean visit(int directory, String parent, byte[] bytes, Visitor visitor) {
        String name = Names.decode(bytes).orElse("");
        if (name.isEmpty()) {
            return true; // no key can name it
        }
        String path = parent.equals(".") ? name : parent + "/" + name;
        try (Scratch scratch = new Scratch()) {
            int status = Posix.statxAt(scratch, directory, name);
            if (status < 0) {
                if (!Errno.absent(-status)) {
                    visitor.unreadable(path, -status);
                }
                return true; // removed meanwhile, if nothing else
            }
            FileStat stat = Posix.stat(scratch);
            if (stat.regular() || stat.directory()) {
                return visitor.visit(path, stat, false);
            }
            return !stat.link() || visitTarget(scratch, path, visitor);
        }
    }

    private boolean visitTarget(Scratch scratch, String path, Visitor visitor) {
        int target = root.open(scratch, path, Root.LOOK);
        if (target < 0) {
            if (!Errno.absent(-target) && target != -Errno.EACCES) {
                visitor.unreadable(path, -target);
            }
            return true; // leads out, nowhere, or to where the server may not look
        }
        try {
            if (Posix.statx(scratch, target) < 0) {
                return true;
            }
            FileStat stat = Posix.stat(scratch);
            return !(stat.regular() || stat.directory()) || visitor.visit(path, stat, true);
        } finally {
            Posix.close(target);
        }
    }

    private static byte[] nameAt(MemorySegment entries, long from, long limit) {
        long end = from;
        while (end < limit && entries.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        return entries.asSlice(from, end - from).toArray(ValueLayout.JAVA_BYTE);
    }
}
