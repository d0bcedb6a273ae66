package dev.imago.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** A version whose bytes are all at hand, and are changed by nobody. */
public final class BufferBlob implements Blob {
    private final BlobStat stat;
    private final Optional<Duration> freshFor;
    private final ByteBuffer all;
    private final ByteBuffer rest;
    private boolean closed;

    /**
     * A range of a version.
     *
     * @param freshFor see {@link Blob#freshFor}
     * @param all bytes of the version, from index 0 to the limit; neither changed nor moved
     */
    public BufferBlob(BlobStat stat, Optional<Duration> freshFor, ByteBuffer all, ByteRange range) {
        this.stat = stat;
        this.freshFor = freshFor;
        this.all = all;
        int length = (int) range.lengthWithin(all.limit());
        this.rest = all.slice(length == 0 ? 0 : (int) range.offset(), length);
    }

    @Override
    public BlobStat stat() {
        return stat;
    }

    @Override
    public Optional<Duration> freshFor() {
        return freshFor;
    }

    @Override
    public int read(ByteBuffer target) {
        requireOpen();
        if (!rest.hasRemaining()) {
            return -1;
        }
        int length = Math.min(rest.remaining(), target.remaining());
        target.put(rest.slice().limit(length));
        rest.position(rest.position() + length);
        return length;
    }

    @Override
    public Blob again(ByteRange range) {
        requireOpen();
        return new BufferBlob(stat, freshFor, all, range);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the blob is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
