package dev.imago.adopt;

import dev.imago.image.ImageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Weighs which of the missing images were removed. It is told of all images in the order of their keys, so that those below one
 * directory follow each other; memory: what is missing.
 *
 * <p>Of a file system that is not mounted, the mount point is still there, and empty. So what is missing was removed if the
 * nearest directory that is still there holds as many known images as are missing from it, at least; or if something was
 * removed from that directory, or put there, after all of the missing were known: this is what leaves a newer time on it,
 * while a mount point has an older one. Otherwise it is in doubt.
 */
final class Losses {
    /** By which the clock of a file system may be behind, as it moves in steps. */
    private static final Duration TICK = Duration.ofMillis(100);

    private static final class Directory {
        final String prefix;
        final List<ImageKey> missing = new ArrayList<>();
        Instant known = Instant.EPOCH;
        long present;

        Directory(String prefix) {
            this.prefix = prefix;
        }

        void addMissing(List<ImageKey> keys, Instant since) {
            missing.addAll(keys);
            known = since.isAfter(known) ? since : known;
        }
    }

    private final Function<String, Optional<Instant>> changed;
    private final Deque<Directory> open = new ArrayDeque<>();
    private final List<ImageKey> removed = new ArrayList<>();
    private final Map<String, List<ImageKey>> doubtful = new LinkedHashMap<>();
    private long missing;

    /**
     * Nothing is missing yet.
     *
     * @param prefix below which all images are told
     * @param changed as {@link dev.imago.store.Listing#changed}
     */
    Losses(String prefix, Function<String, Optional<Instant>> changed) {
        this.changed = changed;
        open.push(new Directory(prefix.substring(0, prefix.lastIndexOf('/') + 1)));
    }

    void present(ImageKey key) {
        enter(key).present++;
    }

    /** @param since when it became known */
    void missing(ImageKey key, Instant since) {
        enter(key).addMissing(List.of(key), since);
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
        } else {
            weigh(left);
        }
        if (!open.isEmpty()) {
            open.element().present += left.present;
        }
    }

    private void weigh(Directory left) {
        Optional<Instant> touched = changed.apply(left.prefix);
        if (touched.isEmpty() && !open.isEmpty()) {
            open.element().addMissing(left.missing, left.known);
        } else if (touched.filter(at -> at.isAfter(left.known.minus(TICK))).isPresent()) {
            removed.addAll(left.missing);
        } else {
            doubtful.put(left.prefix, left.missing);
        }
    }
}
