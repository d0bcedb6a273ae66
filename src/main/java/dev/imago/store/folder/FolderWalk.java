package dev.imago.store.folder;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
    private final Deque<Pending> pending = new ArrayDeque<>();

    private FolderWalk(Root root, String prefix, Predicate<Listing.Listed> visitor) {
        this.root = root;
        this.reader = new DirectoryReader(root);
        this.prefix = prefix;
        this.visitor = visitor;
    }

    /** @see Listing#list */
    static void list(Root root, String prefix, Predicate<Listing.Listed> visitor) {
        int slash = prefix.lastIndexOf('/');
        String start = slash < 0 ? "." : prefix.substring(0, slash);
        if (start.equals(".") || Names.visible(start)) {
            new FolderWalk(root, prefix, visitor).from(start);
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
                throw Errno.fault(-directory, "list " + next.path);
            }
            try {
                String real = Posix.pathOf(scratch, directory);
                if (next.link && next.jumps.stream().anyMatch(jump -> (jump + "/").startsWith(real + "/"))) {
                    return true;
                }
                return reader.read(
                        directory, next.path, (path, stat, link) -> visit(path, stat, link, real, next.jumps));
            } finally {
                Posix.close(directory);
            }
        }
    }

    private boolean visit(String path, FileStat stat, boolean link, String here, List<String> jumps) {
        if (stat.directory()) {
            if (path.length() <= ImageKey.MAX_BYTES && (path.startsWith(prefix) || prefix.startsWith(path + "/"))) {
                pending.push(new Pending(path, link, link ? with(jumps, here) : jumps));
            }
            return true;
        }
        return !path.startsWith(prefix) || visitFile(path, stat);
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
