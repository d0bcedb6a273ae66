package dev.imago.store.folder;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * An open file. After each read the file is asked whether it is still the version that was opened: writing changes the time
 * of a file before its bytes, so bytes that were read before the time changed are those of the version.
 */
final class FolderBlob implements Blob {
    private final TransferBuffers buffers;
    private final String path;
    private final BlobStat stat;
    private final long end;
    private FileStat version;
    private long position;
    private int fd;

    /** @param fd of the open file, which now belongs to the blob */
    FolderBlob(int fd, FileStat version, ByteRange range, String path, TransferBuffers buffers) {
        this.fd = fd;
        this.version = version;
        this.stat = version.blobStat();
        this.path = path;
        this.buffers = buffers;
        this.position = range.offset();
        this.end = range.offset() + range.lengthWithin(version.size());
    }

    @Override
    public BlobStat stat() {
        return stat;
    }

    @Override
    public int read(ByteBuffer target) {
        if (fd < 0) {
            throw new IllegalStateException("the blob is closed");
        }
        if (position >= end) {
            return -1;
        }
        int wanted = (int) Math.min(target.remaining(), end - position);
        if (wanted == 0) {
            return 0;
        }
        try (Scratch scratch = new Scratch()) {
            int read = target.isDirect() ? readNative(scratch, target, wanted) : readCopied(scratch, target, wanted);
            position += read;
            return read;
        }
    }

    private int readNative(Scratch scratch, ByteBuffer target, int wanted) {
        int read = readVersion(scratch, MemorySegment.ofBuffer(target), wanted);
        target.position(target.position() + read);
        return read;
    }

    private int readCopied(Scratch scratch, ByteBuffer target, int wanted) {
        MemorySegment buffer = buffers.take();
        try {
            int read = readVersion(scratch, buffer, (int) Math.min(wanted, buffer.byteSize()));
            target.put(buffer.asSlice(0, read).asByteBuffer());
            return read;
        } finally {
            buffers.giveBack(buffer);
        }
    }

    private int readVersion(Scratch scratch, MemorySegment target, int wanted) {
        long read = Posix.pread(scratch, fd, target, wanted, position);
        while (read == -Errno.EINTR) {
            read = Posix.pread(scratch, fd, target, wanted, position);
        }
        if (read < 0) {
            throw Errno.fault((int) -read, "read " + path);
        }
        int status = Posix.statx(scratch, fd);
        if (status < 0) {
            throw Errno.fault(-status, "stat " + path);
        }
        FileStat now = Posix.stat(scratch);
        if (read == 0 || now.bytesMayDifferFrom(version)) {
            throw new Fault(Fault.Kind.CHANGED, "The image was overwritten while it was read.").withDetail(path);
        }
        version = now;
        return (int) read;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            int closing = fd;
            fd = -1;
            Posix.close(closing);
        }
    }
}
