package dev.imago.adopt;

import dev.imago.image.ImageKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Weighs which of the missing images were removed. It is told of all images in the order of their keys, so that those below one
 * directory follow each other; memory: what is missing.
 *
 * <p>Of a file system that is not mounted, the mount point is still there, and empty. So what is missing was removed if the
 * nearest directory that is still there holds as many known images as are missing from it, at least; otherwise it is in doubt.
 */
final class Losses {
    private static final class Directory {
        final String prefix;
        final List<ImageKey> missing = new ArrayList<>();
        long present;

        Directory(String prefix) {
            this.prefix = prefix;
        }
    }

    private final Predicate<String> exists;
    private final Deque<Directory> open = new ArrayDeque<>();
    private final List<ImageKey> removed = new ArrayList<>();
    private final Map<String, List<ImageKey>> doubtful = new LinkedHashMap<>();
    private long missing;

    /**
     * Nothing is missing yet.
     *
     * @param prefix below which all images are told
     * @param exists whether a directory, by its prefix, is there
     */
    Losses(String prefix, Predicate<String> exists) {
        this.exists = exists;
        open.push(new Directory(prefix.substring(0, prefix.lastIndexOf('/') + 1)));
    }

    void present(ImageKey key) {
        enter(key).present++;
    }

    void missing(ImageKey key) {
        enter(key).missing.add(key);
        missing++;
    }

    /** How many images are missing. */
    long count() {
        return missing;
    }

    /** All were told. */
    void end() {
        while (!open.isEmpty()) {
            leave();
        }
    }

    /** What was removed; complete after the {@link #end}. */
    List<ImageKey> removed() {
        return removed;
    }

    /** What may have been removed or not, by the directory that is there without it; complete after the {@link #end}. */
    Map<String, List<ImageKey>> doubtful() {
        return doubtful;
    }

    private Directory enter(ImageKey key) {
        String path = key.value();
        while (!path.startsWith(open.element().prefix)) {
            leave();
        }
        int slash = path.indexOf('/', open.element().prefix.length());
        while (slash >= 0) {
            open.push(new Directory(path.substring(0, slash + 1)));
            slash = path.indexOf('/', slash + 1);
        }
        return open.element();
    }

    private void leave() {
        Directory left = open.pop();
        if (left.missing.size() <= left.present) {
            removed.addAll(left.missing);
        } else if (open.isEmpty() || exists.test(left.prefix)) {
            doubtful.put(left.prefix, left.missing);
        } else {
            open.element().missing.addAll(left.missing);
        }
        if (!open.isEmpty()) {
            open.element().present += left.present;
        }
    }
}
