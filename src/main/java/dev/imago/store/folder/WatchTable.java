package dev.imago.store.folder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * Which watch belongs to which directory. Safe for all threads. The kernel's table and this one change together, under one
 * monitor: an event of a watch whose number is not entered yet would otherwise look like one of a forgotten directory.
 */
final class WatchTable {
    private final Map<Integer, String> paths = new HashMap<>();
    private final NavigableMap<String, Integer> watches = new TreeMap<>();

    /**
     * Has a directory watched.
     *
     * @param adding has the kernel watch it, and gives the number of the watch or a negated errno
     * @return the same
     */
    synchronized int add(String path, IntSupplier adding) {
        int watch = adding.getAsInt();
        if (watch >= 0) {
            put(watch, path);
        }
        return watch;
    }

    private void put(int watch, String path) {
        Optional.ofNullable(paths.put(watch, path)).ifPresent(former -> watches.remove(former, watch));
        watches.put(path, watch);
    }

    /** The directory of a watch. One that belongs to none is removed. */
    synchronized Optional<String> path(int watch, IntConsumer removing) {
        Optional<String> path = Optional.ofNullable(paths.get(watch));
        if (path.isEmpty()) {
            removing.accept(watch);
        }
        return path;
    }

    synchronized boolean has(String path) {
        return watches.containsKey(path);
    }

    /** The number of a directory's watch, if it has one. */
    synchronized OptionalInt watch(String path) {
        Integer watch = watches.get(path);
        return watch == null ? OptionalInt.empty() : OptionalInt.of(watch);
    }

    /** The kernel has dropped a watch. */
    synchronized void dropped(int watch) {
        Optional.ofNullable(paths.remove(watch)).ifPresent(path -> watches.remove(path, watch));
    }

    /** Forgets a directory and all below it; "." for everything. Their watches are removed. */
    synchronized void forget(String path, IntConsumer removing) {
        boolean all = path.equals(".");
        List<Integer> forgotten = new ArrayList<>((all ? watches : watches.subMap(path + "/", path + "0")).values());
        if (!all) {
            Optional.ofNullable(watches.get(path)).ifPresent(forgotten::add);
        }
        forgotten.forEach(this::dropped);
        forgotten.forEach(removing::accept);
    }
}
