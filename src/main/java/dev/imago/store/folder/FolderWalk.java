package dev.imago.store.folder;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Walks the visible part of a folder, one open directory at a time. Links are followed where they stay inside; one that
 * leads to a directory in which the walk already is, is not entered, so that a walk ends. Memory: the paths of directories
 * still to be entered.
 */
final class FolderWalk {
    /** @param jumps real paths of the directories from which links were followed on the way here */
    private record Pending(String path, boolean link, List<String> jumps) {}

    private final Root root;
    private final DirectoryReader reader;
    private final String prefix;
    private final Predicate<Listing.Listed> visitor;
    private final BiConsumer<String, Fault> unreadable;
    private final Deque<Pending> pending = new ArrayDeque<>();

    private FolderWalk(
            Root root, String prefix, Predicate<Listing.Listed> visitor, BiConsumer<String, Fault> unreadable) {
        this.root = root;
        this.reader = new DirectoryReader(root);
        this.prefix = prefix;
        this.visitor = visitor;
        this.unreadable = unreadable;
    }

    /** @see Listing#list */
    static void list(
            Root root, String prefix, Predicate<Listing.Listed> visitor, BiConsumer<String, Fault> unreadable) {
        int slash = prefix.lastIndexOf('/');
        String start = slash < 0 ? "." : prefix.substring(0, slash);
        if (start.equals(".") || Names.visible(start)) {
            new FolderWalk(root, prefix, visitor, unreadable).from(start);
        }
    }

    private void from(String start) {
        pending.push(new Pending(start, false, List.of()));
        boolean goOn = true;
        while (goOn && !pending.isEmpty()) {
            goOn = enter(pending.pop());
        }
    }

    private boolean enter(Pending next) {
        try (Scratch scratch = new Scratch()) {
            int directory = root.open(scratch, next.path, Root.DIRECTORY);
            if (directory < 0) {
                if (Errno.absent(-directory)) {
                    return true;
                }
                return leftOut(next.path, -directory);
            }
            try {
                String real = Posix.pathOf(scratch, directory);
                if (next.link && next.jumps.stream().anyMatch(jump -> (jump + "/").startsWith(real + "/"))) {
                    return true;
                }
                int status = reader.read(directory, next.path, new Entries(real, next.jumps));
                return status < 0 ? leftOut(next.path, -status) : status == DirectoryReader.READ;
            } finally {
                Posix.close(directory);
            }
        }
    }

    /** Without the folder's own entries there is nothing to go on with. */
    private boolean leftOut(String path, int errno) {
        Fault fault = Errno.fault(errno, "list " + path);
        if (path.equals(".")) {
            throw fault;
        }
        unreadable.accept(path + "/", fault);
        return true;
    }

    /** Takes the entries of one directory. */
    private final class Entries implements DirectoryReader.Visitor {
        private final String here;
        private final List<String> jumps;
        private boolean told;

        Entries(String here, List<String> jumps) {
            this.here = here;
            this.jumps = jumps;
        }

        @Override
        public boolean visit(String path, FileStat stat, boolean link) {
            if (stat.directory()) {
                if (path.length() <= ImageKey.MAX_BYTES && (path.startsWith(prefix) || prefix.startsWith(path + "/"))) {
                    pending.push(new Pending(path, link, link ? with(jumps, here) : jumps));
                }
                return true;
            }
            return !path.startsWith(prefix) || visitFile(path, stat);
        }

        @Override
        public void unreadable(String path, int errno) {
            if (!told && path.startsWith(prefix)) {
                told = true;
                unreadable.accept(path, Errno.fault(errno, "stat " + path));
            }
        }
    }

    private boolean visitFile(String path, FileStat stat) {
        ImageKey key;
        try {
            key = ImageKey.of(path);
        } catch (Fault notAKey) {
            return true; // a name with a control character or the like: nobody can ask for it
        }
        return visitor.test(new Listing.Listed(key, new Locator(path), stat.blobStat()));
    }

    private static List<String> with(List<String> jumps, String here) {
        List<String> longer = new ArrayList<>(jumps);
        longer.add(here);
        return List.copyOf(longer);
    }
}
