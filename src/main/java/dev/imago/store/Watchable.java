package dev.imago.store;

import dev.imago.image.ImageKey;

/** Capability: a store notices what other programs do to it. */
public interface Watchable {
    /** Hears what happened. Called on a thread of the watch; must return quickly. */
    interface Listener {
        /** A file was completed, changed or removed; look at it again. May be called without need. */
        void touched(ImageKey key);

        /** Events below this prefix were lost (overflow, a new or moved directory tree): scan it. Empty for everything. */
        void lost(String prefix);
    }

    /** Starts watching; closing the result stops it. Directories are registered in the background. */
    AutoCloseable watch(Listener listener);
}
