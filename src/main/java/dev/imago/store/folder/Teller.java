package dev.imago.store.folder;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Watchable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener what a watch finds, by paths below the folder ("." for the folder itself). Once it is closed nobody is told:
 * a thread of the watch may hang in a system call and go on long after. Thread-safe.
 */
final class Teller {
    private static final Logger log = LoggerFactory.getLogger(Teller.class);

    private final Watchable.Listener listener;
    private volatile boolean closed;

    Teller(Watchable.Listener listener) {
        this.listener = listener;
    }

    void touched(String file) {
        tell(file, listener::touched);
    }

    void removedFile(String file) {
        tell(file, listener::removed);
    }

    private void tell(String file, Consumer<ImageKey> hearing) {
        if (closed) {
            return;
        }
        try {
            hearing.accept(ImageKey.of(file));
        } catch (Fault notAKey) {
            log.debug("No key can name {}", file);
        }
    }

    void lost(String directory) {
        if (!closed) {
            listener.lost(directory.equals(".") ? "" : directory + "/");
        }
    }

    void removed(String directory) {
        if (!closed) {
            listener.removed(directory + "/");
        }
    }

    void close() {
        closed = true;
    }
}
