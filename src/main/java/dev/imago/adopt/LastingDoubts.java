package dev.imago.adopt;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Since when scans of everything have found images missing from directories that may be mount points. Used by one thread. */
final class LastingDoubts {
    /** For which a loss must last to be believed: time enough to mount a file system again, or to stop the server. */
    static final Duration LASTING = Duration.ofHours(1);

    private final LongSupplier nanoTime;
    private final Map<String, Long> since = new HashMap<>();

    LastingDoubts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A scan has found these, and no others. */
    void found(Set<String> directories) {
        since.keySet().retainAll(directories);
        directories.forEach(directory -> since.putIfAbsent(directory, nanoTime.getAsLong()));
    }

    /** Whether every scan has found it for so long that its images were removed. */
    boolean lasted(String directory) {
        Long first = since.get(directory);
        return first != null && nanoTime.getAsLong() - first >= LASTING.toNanos();
    }
}
