package dev.imago.store.memory;

import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.nio.ByteBuffer;

/** A version's bytes, which nobody changes. */
final class MemoryBlob implements Blob {
    private final BlobStat stat;
    private final ByteBuffer all;
    private final ByteBuffer rest;
    private boolean closed;

    /** @param all bytes of the version */
    MemoryBlob(BlobStat stat, ByteBuffer all, ByteRange range) {
        this.stat = stat;
        this.all = all;
        int length = (int) range.lengthWithin(stat.size());
        this.rest = all.slice(length == 0 ? 0 : (int) range.offset(), length);
    }

    @Override
    public BlobStat stat() {
        return stat;
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
        return new MemoryBlob(stat, all, range);
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
