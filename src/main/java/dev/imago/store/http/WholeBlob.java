package dev.imago.store.http;

import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** An image that was read with one answer: all that is read from it are bytes of that answer. */
final class WholeBlob implements Blob {
    private final Version version;
    private final byte[] all;
    private final ByteBuffer rest;
    private boolean closed;

    WholeBlob(Version version, byte[] all, ByteRange range) {
        this.version = version;
        this.all = all;
        int length = (int) range.lengthWithin(all.length);
        this.rest = ByteBuffer.wrap(all, length == 0 ? 0 : (int) range.offset(), length)
                .asReadOnlyBuffer();
    }

    @Override
    public BlobStat stat() {
        return version.stat();
    }

    @Override
    public Optional<Duration> freshFor() {
        return Optional.of(version.freshFor());
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
        return new WholeBlob(version, all, range);
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
