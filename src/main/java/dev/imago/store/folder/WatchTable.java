package dev.imago.store.folder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which watch belongs to which directory. Safe for all threads. */
final class WatchTable {
    private final Map<Integer, String> paths = new HashMap<>();
    private final NavigableMap<String, Integer> watches = new TreeMap<>();

    synchronized void put(int watch, String path) {
        Optional.ofNullable(paths.put(watch, path)).ifPresent(former -> watches.remove(former, watch));
        watches.put(path, watch);
    }

    synchronized Optional<String> path(int watch) {
        return Optional.ofNullable(paths.get(watch));
    }

    synchronized boolean has(String path) {
        return watches.containsKey(path);
    }

    /** The kernel has dropped a watch. */
    synchronized void dropped(int watch) {
        Optional.ofNullable(paths.remove(watch)).ifPresent(path -> watches.remove(path, watch));
    }

    /** Forgets a directory and all below it; "." for everything. @return their watches */
    synchronized List<Integer> forget(String path) {
        boolean all = path.equals(".");
        List<Integer> forgotten = new ArrayList<>((all ? watches : watches.subMap(path + "/", path + "0")).values());
        if (!all) {
            Optional.ofNullable(watches.get(path)).ifPresent(forgotten::add);
        }
        forgotten.forEach(this::dropped);
        return forgotten;
    }
}
