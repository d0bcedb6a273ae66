package dev.imago.adopt;

import dev.imago.image.ImageKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files and directories that scans could not read, to be tried again before the next full scan. Bounded: of more than it can hold only is known that
 * there are more, and a full scan has to find them again. Thread-safe.
 */
final class Unread {
    private static final int MOST = 10_000;

    private final Set<ImageKey> keys = ConcurrentHashMap.newKeySet();
    private final Map<String, Boolean> places = new ConcurrentHashMap<>();
    private final Set<String> toldBefore = ConcurrentHashMap.newKeySet();
    private volatile boolean overflown;

    void add(ImageKey key) {
        if (keys.size() < MOST) {
            keys.add(key);
        } else if (!keys.contains(key)) {
            overflown = true;
        }
    }

    /**
     * A directory (with a slash at the end) or an entry of one, where a listing found nothing to read.
     *
     * @return whether it is news: earlier scans had not found it
     */
    boolean addPlace(String place) {
        if (places.size() >= MOST) {
            overflown = true;
            return false;
        }
        places.put(place, true);
        return toldBefore.add(place);
    }

    /** Whether a key lies in a directory that cannot be read. */
    boolean covers(ImageKey key) {
        String path = key.value();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (places.containsKey(path.substring(0, slash + 1))) {
                return true;
            }
        }
        return false;
    }

    /** Takes out the directories, to list them again. */
    List<String> takeDirectories() {
        List<String> directories =
                places.keySet().stream().filter(place -> place.endsWith("/")).toList();
        directories.forEach(places::remove);
        return directories;
    }

    /** What could be read by the end of a full scan is news if it fails again. */
    void forgetWhatRecovered() {
        toldBefore.retainAll(places.keySet());
    }

    /** It was read, or is gone. */
    void remove(ImageKey key) {
        keys.remove(key);
    }

    /** A full scan begins, which finds all of them again. */
    void clear() {
        keys.clear();
        places.clear();
        overflown = false;
    }

    List<ImageKey> keys() {
        return List.copyOf(keys);
    }

    int size() {
        return keys.size() + places.size();
    }

    boolean isEmpty() {
        return keys.isEmpty() && places.isEmpty();
    }

    boolean overflown() {
        return overflown;
    }
}
