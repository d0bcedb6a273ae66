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
    }

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
     * @return false when the visitor ended it
     */
    boolean read(int directory, String path, Visitor visitor) {
        try (Scratch scratch = new Scratch()) {
            MemorySegment buffer = scratch.bytes(BUFFER);
            while (true) {
                int filled = Posix.entries(scratch, directory, buffer);
                if (filled == 0 || filled == -Errno.ENOENT) {
                    return true; // the end, or the directory was removed meanwhile
                }
                if (filled < 0) {
                    throw Errno.fault(-filled, "list " + path);
                }
                if (!visitAll(buffer.asSlice(0, filled), directory, path, visitor)) {
                    return false;
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
            if (Posix.statxAt(scratch, directory, name) < 0) {
                return true; // removed meanwhile
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
            return true; // leads out, or nowhere
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
