package dev.imago.store;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Random access to the version of an image that is open, for readers of headers: moving the position opens it again at a
 * range. Read-only, not thread-safe. The blob that it is about stays open.
 */
public final class BlobChannel implements SeekableByteChannel {
    private final Blob version;
    private @Nullable Blob blob;
    private long position;
    private boolean open = true;

    /** A channel at position 0. */
    public BlobChannel(Blob version) {
        this.version = version;
    }

    @Override
    public int read(ByteBuffer target) throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (position >= size()) {
            return -1;
        }
        Blob current = blob == null ? version.again(new ByteRange(position, ByteRange.TO_END)) : blob;
        blob = current;
        int read = current.read(target);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        if (newPosition != position) {
            closeBlob();
            position = newPosition;
        }
        return this;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long size() {
        return version.stat().size();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        closeBlob();
    }

    private void closeBlob() {
        if (blob != null) {
            blob.close();
            blob = null;
        }
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException("read-only");
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new UnsupportedOperationException("read-only");
    }
}
