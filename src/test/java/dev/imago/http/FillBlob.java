package dev.imago.http;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** A blob of a size that holds no memory; changes at a place, if told to. */
final class FillBlob implements Blob {
    static final long NEVER = Long.MAX_VALUE;

    private static final byte[] PATTERN = new byte[1 << 16];

    static {
        for (int i = 0; i < PATTERN.length; i++) {
            PATTERN[i] = (byte) i;
        }
    }

    private final long size;
    private final long changesAt;
    private final AtomicInteger closed;
    private long position;

    FillBlob(long size, long changesAt, AtomicInteger closed) {
        this.size = size;
        this.changesAt = changesAt;
        this.closed = closed;
    }

    @Override
    public BlobStat stat() {
        return new BlobStat(size, "v", Instant.EPOCH);
    }

    @Override
    public int read(ByteBuffer target) {
        if (position >= changesAt) {
            throw new Fault(Fault.Kind.CHANGED, "The image changed.");
        }
        if (position == size) {
            return -1;
        }
        int n = (int) Math.min(target.remaining(), size - position);
        for (int done = 0; done < n; ) {
            int offset = (int) ((position + done) & 0xFF);
            int piece = Math.min(n - done, PATTERN.length - offset);
            target.put(PATTERN, offset, piece);
            done += piece;
        }
        position += n;
        return n;
    }

    @Override
    public Blob again(ByteRange range) {
        throw new UnsupportedOperationException("read once");
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
