package dev.imago.adopt;

import dev.imago.image.ImageKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that scans could not read, to be tried again before the next full scan. Bounded: of more than it can hold only is known that
 * there are more, and a full scan has to find them again. Thread-safe.
 */
final class Unread {
    private static final int MOST = 10_000;

    private final Set<ImageKey> keys = ConcurrentHashMap.newKeySet();
    private volatile boolean overflown;

    void add(ImageKey key) {
        if (keys.size() < MOST) {
            keys.add(key);
        } else if (!keys.contains(key)) {
            overflown = true;
        }
    }

    /** It was read, or is gone. */
    void remove(ImageKey key) {
        keys.remove(key);
    }

    /** A full scan begins, which finds all of them again. */
    void clear() {
        keys.clear();
        overflown = false;
    }

    List<ImageKey> keys() {
        return List.copyOf(keys);
    }

    int size() {
        return keys.size();
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    boolean overflown() {
        return overflown;
    }
}
