package dev.imago.disk;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A {@link BlockDisk} as a file, for a loop device: a FUSE file system whose root is this one file. It is opened for direct I/O, so every
 * write and every flush of the loop device arrives here (protocol of {@code include/uapi/linux/fuse.h}). One thread answers.
 */
final class DiskFile {
    private static final int ENOSYS = 38;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int ENOENT = 2;

    private static final int GETATTR = 3;
    private static final int SETATTR = 4;
    private static final int OPEN = 14;
    private static final int READ = 15;
    private static final int WRITE = 16;
    private static final int RELEASE = 18;
    private static final int FSYNC = 20;
    private static final int INIT = 26;
    private static final int FORGET = 2;
    private static final int INTERRUPT = 36;
    private static final int BATCH_FORGET = 42;

    private static final int MAJOR = 7;
    private static final int MINOR = 31;
    private static final int ASYNC_READ = 1;
    private static final int BIG_WRITES = 1 << 5;
    private static final int ASYNC_DIRECT_IO = 1 << 15;
    private static final int MAX_PAGES = 1 << 22;
    private static final int PAGES = 256;
    private static final int MOST = PAGES * 4096;
    private static final int OPEN_DIRECT_IO = 1;

    private static final int IN_HEADER = 40;
    private static final int OUT_HEADER = 16;
    private static final int READ_OR_WRITE = 40;

    private final BlockDisk disk;
    private final int fd;
    private final MemorySegment in = Arena.ofAuto().allocate(MOST + 8192);
    private final MemorySegment out = Arena.ofAuto().allocate(MOST + 8192);
    private final Thread thread;
    private int open;

    private DiskFile(BlockDisk disk, int fd) {
        this.disk = disk;
        this.fd = fd;
        this.thread = Thread.ofPlatform().daemon().name("disk").unstarted(this::serve);
    }

    /**
     * Puts it in the place of an empty file, in the mount namespace of a process.
     *
     * @throws IOException when the kernel refuses it
     */
    static DiskFile mount(BlockDisk disk, long process, Path file) throws IOException {
        int fd = Libc.check(Libc.open("/dev/fuse", Libc.O_RDWR | Libc.O_CLOEXEC), "open /dev/fuse");
        var served = new DiskFile(disk, fd);
        InNamespace.of(process).run(() -> {
            String options = "fd=" + fd + ",rootmode=100600,user_id=0,group_id=0";
            Libc.check(Libc.mount("disk", file.toString(), "fuse", 0, options), "mount " + file);
        });
        served.thread.start();
        return served;
    }

    /** Waits until nobody has it open: the kernel lets go of a loop device a moment after its file system. */
    synchronized void awaitClosed() throws InterruptedException {
        while (open > 0) {
            wait();
        }
    }

    /** Waits until it is unmounted. */
    boolean ended(Duration atMost) throws InterruptedException {
        return thread.join(atMost);
    }

    private void serve() {
        long length = Libc.read(fd, in);
        while (length > 0 || length == -EINTR || length == -EAGAIN || length == -ENOENT) {
            if (length > 0) {
                answer();
            }
            length = Libc.read(fd, in);
        }
        Libc.close(fd);
    }

    private void answer() {
        switch (in.get(JAVA_INT_UNALIGNED, 4)) {
            case INIT -> reply(0, init());
            case GETATTR, SETATTR -> reply(0, attributes());
            case OPEN -> reply(0, opened());
            case READ -> read();
            case WRITE -> write();
            case FSYNC -> reply(disk.flush(), 0);
            case RELEASE -> {
                reply(0, 0);
                closed();
            }
            case FORGET, BATCH_FORGET, INTERRUPT -> {}
            default -> reply(-ENOSYS, 0);
        }
    }

    private void read() {
        int size = in.get(JAVA_INT_UNALIGNED, IN_HEADER + 16);
        long offset = in.get(JAVA_LONG_UNALIGNED, IN_HEADER + 8);
        int length = Math.clamp(disk.size() - offset, 0, size);
        reply(disk.read(offset, out.asSlice(OUT_HEADER, length)), length);
    }

    private void write() {
        int size = in.get(JAVA_INT_UNALIGNED, IN_HEADER + 16);
        long offset = in.get(JAVA_LONG_UNALIGNED, IN_HEADER + 8);
        int outcome = disk.write(offset, in.asSlice(IN_HEADER + READ_OR_WRITE, size));
        body(8).set(JAVA_INT_UNALIGNED, 0, size);
        reply(outcome, 8);
    }

    private int init() {
        MemorySegment body = body(64);
        body.set(JAVA_INT_UNALIGNED, 0, MAJOR);
        body.set(JAVA_INT_UNALIGNED, 4, MINOR);
        body.set(JAVA_INT_UNALIGNED, 12, ASYNC_READ | BIG_WRITES | ASYNC_DIRECT_IO | MAX_PAGES);
        body.set(JAVA_SHORT_UNALIGNED, 16, (short) 64);
        body.set(JAVA_SHORT_UNALIGNED, 18, (short) 48);
        body.set(JAVA_INT_UNALIGNED, 20, MOST);
        body.set(JAVA_INT_UNALIGNED, 24, 1);
        body.set(JAVA_SHORT_UNALIGNED, 28, (short) PAGES);
        return 64;
    }

    private int attributes() {
        MemorySegment body = body(104);
        body.set(JAVA_LONG_UNALIGNED, 0, 3600);
        MemorySegment attributes = body.asSlice(16);
        attributes.set(JAVA_LONG_UNALIGNED, 0, 1);
        attributes.set(JAVA_LONG_UNALIGNED, 8, disk.size());
        attributes.set(JAVA_LONG_UNALIGNED, 16, disk.size() / 512);
        attributes.set(JAVA_INT_UNALIGNED, 60, 0100600);
        attributes.set(JAVA_INT_UNALIGNED, 64, 1);
        attributes.set(JAVA_INT_UNALIGNED, 80, 4096);
        return 104;
    }

    private int opened() {
        synchronized (this) {
            open++;
        }
        body(16).set(JAVA_INT_UNALIGNED, 8, OPEN_DIRECT_IO);
        return 16;
    }

    private synchronized void closed() {
        open--;
        notifyAll();
    }

    private MemorySegment body(int length) {
        return out.asSlice(OUT_HEADER, length).fill((byte) 0);
    }

    private void reply(int error, int length) {
        int total = OUT_HEADER + (error == 0 ? length : 0);
        out.set(JAVA_INT_UNALIGNED, 0, total);
        out.set(JAVA_INT_UNALIGNED, 4, error);
        out.set(JAVA_LONG_UNALIGNED, 8, in.get(JAVA_LONG_UNALIGNED, 8));
        Libc.write(fd, out.asSlice(0, total));
    }
}
