package dev.imago.store;

import dev.imago.image.Digest;
import dev.imago.image.Format;
import java.nio.file.Path;

/**
 * Bytes that are complete, checked and ready to be stored: a spool file with what is known of it. A store may move the file
 * away, or link to it; whoever made it removes what is left of it afterwards.
 *
 * @param file the spool file; nobody writes to it any more
 * @param size in bytes
 * @param guard is asked right before the bytes take the place of what was there, when all that takes long is done
 */
public record Content(Path file, long size, Digest digest, Format format, Guard guard) {
    /** Whether the bytes may still be put in place. */
    @FunctionalInterface
    public interface Guard {
        /** What it throws, the put throws; it has changed nothing then. */
        void require();
    }

    /** Bytes that may be put in place at any time. */
    public Content(Path file, long size, Digest digest, Format format) {
        this(file, size, digest, format, () -> {});
    }
}
