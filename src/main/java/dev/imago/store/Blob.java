package dev.imago.store;

import java.nio.ByteBuffer;

/**
 * An open image, or a range of it: bytes of exactly one version, read once from front to back. Not thread-safe. The one
 * who opened it closes it.
 */
public interface Blob extends AutoCloseable {
    /** The version that this blob reads; the size is that of the whole image, not of the range. */
    BlobStat stat();

    /**
     * Reads the next bytes into the buffer; blocks until there is at least one.
     *
     * @return how many bytes were read, or -1 at the end of the range
     * @throws dev.imago.image.Fault of kind {@code CHANGED} when the version of {@link #stat()} was overwritten in place, in
     *     which case the buffer's new content is not to be used; {@code UNAVAILABLE} or {@code TIMEOUT} when the store fails
     */
    int read(ByteBuffer target);

    @Override
    void close();
}
