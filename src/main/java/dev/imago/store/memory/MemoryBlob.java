package dev.imago.store.memory;

import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import java.nio.ByteBuffer;

/** A version's bytes, which nobody changes. */
final class MemoryBlob implements Blob {
    private final BlobStat stat;
    private final ByteBuffer rest;
    private boolean closed;

    MemoryBlob(BlobStat stat, ByteBuffer rest) {
        this.stat = stat;
        this.rest = rest;
    }

    @Override
    public BlobStat stat() {
        return stat;
    }

    @Override
    public int read(ByteBuffer target) {
        if (closed) {
            throw new IllegalStateException("the blob is closed");
        }
        if (!rest.hasRemaining()) {
            return -1;
        }
        int length = Math.min(rest.remaining(), target.remaining());
        target.put(rest.slice().limit(length));
        rest.position(rest.position() + length);
        return length;
    }

    @Override
    public void close() {
        closed = true;
    }
}
