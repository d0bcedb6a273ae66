package dev.imago.store.folder;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * An open file. After each read the file is asked whether it is still the version that was opened: writing changes the time
 * of a file before its bytes, so bytes that were read before the time changed are those of the version.
 */
final class FolderBlob implements Blob {
    private static final int F_DUPFD_CLOEXEC = 1030;
    /** Each after twice the time of the one before: a second in all, for one who has to wait between the two changes. */
    private static final int LOOKS = 10;

    private static final long FIRST_PAUSE = 1_000_000;

    private final TransferBuffers buffers;
    private final Leases leases;
    private final Reads reads;
    private final String path;
    private final BlobStat stat;
    private final long end;
    private FileStat version;
    private long position;
    private int fd;

    /** @param fd of the open file, which now belongs to the blob */
    FolderBlob(
            int fd,
            FileStat version,
            ByteRange range,
            String path,
            TransferBuffers buffers,
            Leases leases,
            Reads reads) {
        this(fd, version, version.blobStat(), range, path, buffers, leases, reads);
    }

    /** @param version the file as it was last seen with the bytes of {@code stat} */
    private FolderBlob(
            int fd,
            FileStat version,
            BlobStat stat,
            ByteRange range,
            String path,
            TransferBuffers buffers,
            Leases leases,
            Reads reads) {
        this.fd = fd;
        this.version = version;
        this.stat = stat;
        this.path = path;
        this.buffers = buffers;
        this.leases = leases;
        this.reads = reads;
        this.position = range.offset();
        this.end = range.offset() + range.lengthWithin(version.size());
    }

    @Override
    public BlobStat stat() {
        return stat;
    }

    @Override
    public int read(ByteBuffer target) {
        requireOpen();
        if (position >= end) {
            return -1;
        }
        int wanted = (int) Math.min(target.remaining(), end - position);
        if (wanted == 0) {
            return 0;
        }
        int read = target.isDirect() ? readNative(target, wanted) : readCopied(target, wanted);
        position += read;
        return read;
    }

    /** The file stays as it is while it is open, whatever happens to its name. */
    @Override
    public Blob again(ByteRange range) {
        requireOpen();
        return reads.run(() -> duplicate(range), Blob::close);
    }

    private Blob duplicate(ByteRange range) {
        try (Scratch scratch = new Scratch()) {
            int copy = Posix.fcntl(scratch, fd, F_DUPFD_CLOEXEC, 0);
            if (copy < 0) {
                throw Errno.fault(-copy, "open again " + path);
            }
            return new FolderBlob(copy, version, stat, range, path, buffers, leases, reads);
        }
    }

    @Override
    public boolean settled() {
        requireOpen();
        return reads.run(this::settledNow);
    }

    private boolean settledNow() {
        try (Scratch scratch = new Scratch()) {
            // In this order: a writer that finished between the two has left another version.
            return leases.settled(scratch, fd, statNow(scratch), FolderWriter.now()) && still(scratch);
        }
    }

    private void requireOpen() {
        if (fd < 0) {
            throw new IllegalStateException("the blob is closed");
        }
    }

    /** Whoever gives up has to forget the buffer: the call may still write to it. */
    private int readNative(ByteBuffer target, int wanted) {
        MemorySegment segment = MemorySegment.ofBuffer(target);
        int read = reads.run(() -> readVersion(segment, wanted));
        target.position(target.position() + read);
        return read;
    }

    /** A buffer whose read failed is not used again: the call may have been given up, and still write to it. */
    private int readCopied(ByteBuffer target, int wanted) {
        MemorySegment buffer = buffers.take();
        int read = reads.run(() -> readVersion(buffer, (int) Math.min(wanted, buffer.byteSize())));
        target.put(buffer.asSlice(0, read).asByteBuffer());
        buffers.giveBack(buffer);
        return read;
    }

    /** Fills the buffer, which has room for just what is left, in this thread. */
    void fillNow(ByteBuffer target) {
        while (target.hasRemaining()) {
            int read = readVersion(MemorySegment.ofBuffer(target), target.remaining());
            position += read;
            target.position(target.position() + read);
        }
    }

    private int readVersion(MemorySegment target, int wanted) {
        try (Scratch scratch = new Scratch()) {
            return readVersion(scratch, target, wanted);
        }
    }

    private int readVersion(Scratch scratch, MemorySegment target, int wanted) {
        long read = Posix.pread(scratch, fd, target, wanted, position);
        while (read == -Errno.EINTR) {
            read = Posix.pread(scratch, fd, target, wanted, position);
        }
        if (read == -Errno.ESTALE) {
            throw new Fault(Fault.Kind.CHANGED, "The share has this version of the image no more.").withDetail(path);
        }
        if (read < 0) {
            throw Errno.fault((int) -read, "read " + path);
        }
        if (read == 0 || !still(scratch)) {
            throw new Fault(Fault.Kind.CHANGED, "The image was overwritten while it was read.").withDetail(path);
        }
        return (int) read;
    }

    /**
     * Whether the file is still the version. A file system that removes a name changes the number of names and the time one
     * after the other: where only the time has changed, the number gets a moment to follow, and where only the number has, the
     * time may follow until the next look.
     */
    private boolean still(Scratch scratch) {
        FileStat now = statNow(scratch);
        for (int look = 0; look < LOOKS && now.onlyChangedLaterThan(version); look++) {
            LockSupport.parkNanos(FIRST_PAUSE << look);
            now = statNow(scratch);
        }
        if (now.bytesMayDifferFrom(version)) {
            return false;
        }
        version = now.changed() == version.changed() ? version : now;
        return true;
    }

    private FileStat statNow(Scratch scratch) {
        int status = Posix.statx(scratch, fd);
        if (status < 0) {
            throw Errno.fault(-status, "stat " + path);
        }
        return Posix.stat(scratch);
    }

    @Override
    public void close() {
        if (fd >= 0) {
            int closing = fd;
            fd = -1;
            reads.release(() -> Posix.close(closing));
        }
    }

    /** As {@link #close}, in this thread. */
    void closeNow() {
        if (fd >= 0) {
            Posix.close(fd);
            fd = -1;
        }
    }
}
