package dev.imago.store;

import dev.imago.image.ImageKey;
import java.time.Duration;

/** Capability: a store notices what other programs do to it. */
public interface Watchable {
    /** Hears what happened. Called on threads of the watch, also several at a time; must return quickly and not throw. */
    interface Listener {
        /** A file was completed or changed; look at it again. May be called without need. */
        void touched(ImageKey key);

        /** A file was removed or moved away, as the system itself says. It may have come back since, which is told as well. */
        void removed(ImageKey key);

        /** Events below this prefix were lost (overflow, a new or moved directory tree): scan it. Empty for everything. */
        void lost(String prefix);

        /**
         * A directory was removed or moved away, as the system itself says: what was below this prefix (never empty) is gone,
         * unless it has come back since.
         */
        void removed(String prefix);
    }

    /** A watch under way. */
    interface Watch extends AutoCloseable {
        /**
         * Whether every directory is watched now. While it is not (registration goes on, the system's limit is reached, a
         * directory cannot be read or is a link), only a scan from time to time finds everything.
         */
        boolean complete();

        /**
         * Has every directory watched that is there now, also those that could not be watched before. To be called when a scan of
         * everything begins, which finds what happened in them unseen. Returns at once; what cannot be watched from then on makes
         * the watch incomplete again.
         */
        void renew();

        /**
         * Stops watching, and waits for the watch's own threads. No listener is called once this has returned.
         *
         * @return whether none of them uses the store any more; one that hangs in a system call may
         */
        boolean stop(Duration patience);

        /** Stops watching, and waits for ten seconds at most. */
        @Override
        default void close() {
            var _ = stop(Duration.ofSeconds(10));
        }
    }

    /**
     * Starts watching. Directories are registered in the background; what happens in one before its turn comes is told when
     * its turn comes.
     */
    Watch watch(Listener listener);
}
