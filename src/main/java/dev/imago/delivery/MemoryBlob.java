package dev.imago.delivery;

import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.nio.ByteBuffer;

/** A range of an image that is in memory: a view of the bytes that all its answers share. */
final class MemoryBlob implements Blob {
    private final ImageVersion version;
    private final ByteBuffer image;
    private final ByteBuffer rest;

    /** @param image all bytes; neither changed nor moved */
    MemoryBlob(ImageVersion version, ByteBuffer image, ByteRange range) {
        this.version = version;
        this.image = image;
        this.rest = image.slice((int) range.offset(), (int) range.lengthWithin(image.limit()));
    }

    @Override
    public BlobStat stat() {
        return new BlobStat(version.size(), version.validator(), version.modified());
    }

    @Override
    public int read(ByteBuffer target) {
        if (!rest.hasRemaining()) {
            return -1;
        }
        int n = Math.min(rest.remaining(), target.remaining());
        target.put(rest.slice(rest.position(), n));
        rest.position(rest.position() + n);
        return n;
    }

    @Override
    public Blob again(ByteRange range) {
        return new MemoryBlob(version, image, range);
    }

    @Override
    public void close() {
        // The bytes belong to the image, not to this view of them.
    }
}
