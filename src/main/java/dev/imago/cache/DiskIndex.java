package dev.imago.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the files of a {@link DiskTier}, and which of them goes first. Does no I/O. Thread-safe; its lock is held for
 * microseconds. Takes about 140 bytes of heap a file.
 *
 * <p>GreedyDual-Size-Frequency (L. Cherkasova, <i>Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching
 * Policy</i>, HP Laboratories report HPL-98-69, 1998): a file is worth {@code uses × cost ÷ size}, on top of the worth of the last one that
 * went when it was last used. So what is small, dear and popular stays, and what was popular once goes in time, without a clock.
 *
 * <p>The worth of files lies in a binary heap, each knows its place in it.
 */
final class DiskIndex {
    /** A file. Fields that change belong to the lock of the index. */
    static final class Entry {
        private final FileName name;
        private final long bytes;
        private final float milliseconds;
        private int uses = 1;
        private double worth;
        private int place;

        /** Whether the content was held against its digest since the start. */
        private volatile boolean verified;

        private Entry(FileName name, long bytes, Duration cost, boolean verified) {
            this.name = name;
            this.bytes = bytes;
            this.milliseconds = Math.max(1, cost.toNanos() / 1e6f);
            this.verified = verified;
        }

        boolean verified() {
            return verified;
        }

        void verify() {
            verified = true;
        }
    }

    /** How many bytes and how many files. */
    record Extent(long bytes, long files) {}

    private final long maxBytes;
    private final long maxFiles;
    private final Map<FileName, Entry> entries = new HashMap<>();
    private Entry[] heap = new Entry[64];
    /** Of files in the heap, and of those that are being written. */
    private long bytes;

    private long reservedBytes;
    private int reservedFiles;
    /** The worth of the last one that went: what is used now is worth more than anything that was not used since. */
    private double inflation;

    private volatile boolean complete;

    DiskIndex(long maxBytes, long maxFiles) {
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /** Whether every file on the disk is known. */
    boolean complete() {
        return complete;
    }

    void completed() {
        complete = true;
    }

    /** Looks a file up and counts that as a use. */
    synchronized Optional<Entry> use(FileName name) {
        Optional<Entry> found = find(name);
        found.ifPresent(entry -> {
            entry.uses++;
            value(entry);
            settle(entry);
        });
        return found;
    }

    synchronized Optional<Entry> find(FileName name) {
        return Optional.ofNullable(entries.get(name));
    }

    /**
     * Makes room for a file that is about to be written, and answers which ones have to go for it first. Empty when there can be no room.
     *
     * <p>As long as not every file is known, the disk is taken to be full: a file comes only in the place of others. So the bounds
     * hold also when a process is killed again and again before it knows all.
     */
    synchronized Optional<List<FileName>> reserve(long size) {
        long mostBytes = complete ? maxBytes : Math.min(maxBytes, bytes + reservedBytes);
        long mostFiles = complete ? maxFiles : Math.min(maxFiles, files());
        if (reservedBytes + size > mostBytes || reservedFiles + 1 > mostFiles) {
            return Optional.empty();
        }
        List<FileName> victims = evictTo(mostBytes - size, mostFiles - 1);
        reservedBytes += size;
        reservedFiles++;
        return Optional.of(victims);
    }

    /** The file was not written. */
    synchronized void release(long size) {
        reservedBytes -= size;
        reservedFiles--;
    }

    /** The file is there, in place of one of the same name, if there was one. */
    synchronized void put(FileName name, long size, Duration cost) {
        release(size);
        Entry entry = new Entry(name, size, cost, true);
        find(name).ifPresent(old -> {
            entry.uses = old.uses + 1;
            remove(old);
        });
        add(entry);
    }

    /** A file was found that is not known yet. */
    synchronized void found(FileName name, long size, Duration cost) {
        add(new Entry(name, size, cost, false));
    }

    /** Which files have to go because there are more than allowed. */
    synchronized List<FileName> excess() {
        return evictTo(maxBytes, maxFiles);
    }

    /** Forgets a file, if it is still this one. */
    synchronized void remove(Entry entry) {
        if (entries.remove(entry.name, entry)) {
            bytes -= entry.bytes;
            Entry last = heap[entries.size()];
            heap[entries.size()] = entry; // is overwritten by the next one that comes
            if (last != entry) {
                last.place = entry.place;
                heap[last.place] = last;
                settle(last);
            }
        }
    }

    synchronized Extent extent() {
        return new Extent(bytes + reservedBytes, files());
    }

    private int files() {
        return entries.size() + reservedFiles;
    }

    private List<FileName> evictTo(long mostBytes, long mostFiles) {
        List<FileName> victims = new ArrayList<>(1);
        while ((bytes + reservedBytes > mostBytes || files() > mostFiles) && !entries.isEmpty()) {
            Entry least = heap[0];
            inflation = least.worth;
            remove(least);
            victims.add(least.name);
        }
        return victims;
    }

    private void add(Entry entry) {
        int size = entries.size();
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size + (size >> 1));
        }
        entries.put(entry.name, entry);
        bytes += entry.bytes;
        value(entry);
        entry.place = size;
        heap[size] = entry;
        settle(entry);
    }

    private void value(Entry entry) {
        entry.worth = inflation + entry.uses * (double) entry.milliseconds / entry.bytes;
    }

    /** Brings a file to its place in the heap. */
    private void settle(Entry entry) {
        int place = entry.place;
        while (place > 0 && heap[(place - 1) / 2].worth > entry.worth) {
            place = moveTo(place, (place - 1) / 2);
        }
        for (int child = lesserChild(place); child > 0 && heap[child].worth < entry.worth; child = lesserChild(place)) {
            place = moveTo(place, child);
        }
        entry.place = place;
        heap[place] = entry;
    }

    /** Fills a place with the file from another one, which becomes free. */
    private int moveTo(int place, int from) {
        heap[place] = heap[from];
        heap[place].place = place;
        return from;
    }

    /** Answers 0 where there is none. */
    private int lesserChild(int place) {
        int left = 2 * place + 1;
        if (left >= entries.size()) {
            return 0;
        }
        return left + 1 < entries.size() && heap[left + 1].worth < heap[left].worth ? left + 1 : left;
    }
}
