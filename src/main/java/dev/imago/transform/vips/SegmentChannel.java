package dev.imago.transform.vips;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Bytes in native memory, as a file that is read. */
final class SegmentChannel implements SeekableByteChannel {
    private final MemorySegment bytes;
    private long position;

    SegmentChannel(MemorySegment bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer target) {
        long left = bytes.byteSize() - position;
        if (left <= 0) {
            return -1;
        }
        int length = (int) Math.min(left, target.remaining());
        target.put(bytes.asSlice(position, length).asByteBuffer());
        position += length;
        return length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SegmentChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return bytes.byteSize();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SegmentChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
