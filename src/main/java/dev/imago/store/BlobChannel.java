package dev.imago.store;

import dev.imago.image.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Random access to one version of an image in any store, for readers of headers: moving the position reopens the blob at a
 * range. Read-only, not thread-safe.
 */
public final class BlobChannel implements SeekableByteChannel {
    private final Store store;
    private final Locator locator;
    private final BlobStat version;
    private @Nullable Blob blob;
    private long position;
    private boolean open = true;

    /**
     * A channel at position 0.
     *
     * @param version the version to read; another one found there is a {@code CHANGED} fault
     */
    public BlobChannel(Store store, Locator locator, BlobStat version) {
        this.store = store;
        this.locator = locator;
        this.version = version;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (position >= version.size()) {
            return -1;
        }
        Blob current = blob == null ? openHere() : blob;
        blob = current;
        int read = current.read(target);
        position += Math.max(0, read);
        return read;
    }

    private Blob openHere() {
        Optional<Blob> found = store.open(locator, new ByteRange(position, ByteRange.TO_END));
        if (found.isEmpty()) {
            throw new Fault(Fault.Kind.CHANGED, "The image was removed while it was read.");
        }
        if (!found.get().stat().validator().equals(version.validator())) {
            found.get().close();
            throw new Fault(Fault.Kind.CHANGED, "The image was replaced while it was read.");
        }
        return found.get();
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
        return version.size();
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
