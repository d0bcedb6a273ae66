package dev.imago.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

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
     *     which case the buffer's new content is not to be used; {@code UNAVAILABLE} or {@code TIMEOUT} when the store fails: a call
     *     that was given up may still write to the buffer, which is not to be used any more at all
     */
    int read(ByteBuffer target);

    /**
     * Opens another range of the same version, also when its place holds another version, or nothing, by now. Both blobs are
     * closed by themselves.
     *
     * @throws dev.imago.image.Fault of kind {@code CHANGED} when the store has this version no more
     */
    Blob again(ByteRange range);

    /**
     * Whether this version is complete: its bytes are those of {@link #stat()} still, and nobody is writing to them any more; see
     * {@link Settling}. Only another program that writes to the store's own files can make this false.
     */
    default boolean settled() {
        return true;
    }

    /**
     * How long this version may be taken for the current one before its store is asked again, from when it was opened; empty where the
     * store says nothing about it.
     */
    default Optional<Duration> freshFor() {
        return Optional.empty();
    }

    @Override
    void close();
}
