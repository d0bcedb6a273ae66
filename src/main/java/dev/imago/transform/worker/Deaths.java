package dev.imago.transform.worker;

import dev.imago.image.Digest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers which originals made workers die, the last some thousand of them. Thread-safe. */
final class Deaths {
    private static final int ALLOWED = 2;
    private static final int REMEMBERED = 10_000;

    private final Map<Digest, Integer> causes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    synchronized void causedBy(Digest original) {
        causes.merge(original, 1, Integer::sum);
    }

    /** Whether it has done so twice. */
    synchronized boolean tooOftenBy(Digest original) {
        return causes.getOrDefault(original, 0) >= ALLOWED;
    }
}
