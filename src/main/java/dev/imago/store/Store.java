package dev.imago.store;

import dev.imago.image.ImageKey;
import java.util.Optional;

/**
 * An engine that keeps images. This Javadoc is the contract that {@code StoreContract} tests on every implementation and
 * every wrapper.
 *
 * <p><b>Threads.</b> All methods may be called from any thread at any time, and may block; callers are virtual threads.
 *
 * <p><b>Absence</b> is an empty {@link Optional} or {@code false}. <b>Failure</b> is a {@link dev.imago.image.Fault}:
 * {@code UNAVAILABLE} or {@code TIMEOUT} where trying again can help, {@code NO_SPACE} when full, {@code FORBIDDEN} when the
 * engine refuses its credentials, {@code INVALID} for a key that this engine cannot hold.
 *
 * <p><b>Atomicity.</b> A reader sees the whole old or the whole new version, never a mixture and never a part. A put that
 * fails, or whose process dies, leaves the old version in place and nothing that a listing shows; only when it fails with
 * {@code UNAVAILABLE} or {@code TIMEOUT}, or dies, in its very last step, which makes the exchange last, the whole new version may be
 * there instead. Doing it again settles it.
 *
 * <p><b>Durability.</b> When {@code put} or {@code delete} returns, its effect survives {@code kill -9} and power loss
 * (unless the store was configured to leave that to the operating system).
 *
 * <p><b>Differences</b> between engines are capabilities: interfaces such as {@link PathAddressed}, asked for with
 * {@link #capability}, never by a store's name or class, so that wrappers can pass them on.
 */
public interface Store extends AutoCloseable {
    /** The name in the configuration: lower case, unique, written into the catalog. */
    String name();

    /** What is at the locator now, or nothing. */
    Optional<BlobStat> stat(Locator locator);

    /**
     * Opens an image for reading.
     *
     * @param range may reach beyond the end; the blob then ends where the image does
     */
    Optional<Blob> open(Locator locator, ByteRange range);

    /**
     * Stores an image, replacing what a path-addressed store had under that key. Two puts of one key at a time are ordered
     * by the store: one of them is there afterwards, whole.
     */
    Stored put(ImageKey key, Content content);

    /**
     * Removes an image. Idempotent.
     *
     * @return whether it was there
     */
    boolean delete(Locator locator);

    /** What this engine can do beyond the four operations. */
    <T> Optional<T> capability(Class<T> type);

    @Override
    void close();
}
