package dev.imago.store.folder;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.imago.os.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** A queue of inotify(7). One thread reads; any may add. Whoever closes it has ended the thread before. */
final class Inotify implements AutoCloseable {
    static final int ATTRIB = 0x4;
    static final int CLOSE_WRITE = 0x8;
    static final int MOVED_FROM = 0x40;
    static final int MOVED_TO = 0x80;
    static final int CREATE = 0x100;
    static final int DELETE = 0x200;
    static final int UNMOUNT = 0x2000;
    static final int OVERFLOW = 0x4000;
    static final int IGNORED = 0x8000;
    static final int DIRECTORY = 0x40000000;

    private static final int ONLYDIR = 0x1000000;
    private static final int EXCLUDE_UNLINKED = 0x4000000;
    private static final int WATCHED = ATTRIB | CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE;
    private static final int POLLIN = 1;

    private static final NativeFunction INIT = NativeFunction.named("inotify_init1");
    private static final NativeFunction ADD = NativeFunction.named("inotify_add_watch");
    private static final NativeFunction REMOVE = NativeFunction.named("inotify_rm_watch");
    private static final NativeFunction POLL = NativeFunction.named("poll");
    private static final NativeFunction READ = NativeFunction.named("read");

    /** Hears of one event. */
    interface Handler {
        /** @param name in the watched directory; empty for the directory itself, or when it is not UTF-8 */
        void event(int watch, int mask, String name);
    }

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(64 * 1024, 8);
    private final int fd;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicInteger left;
    private final IntSupplier refusals;

    /** @throws dev.imago.image.Fault when the system's limit of queues is reached */
    Inotify() {
        this(Integer.MAX_VALUE, () -> 0);
    }

    /**
     * A queue of a system that is short of something.
     *
     * @param most calls of {@link #add} before it answers as at the system's limit of watches
     * @param refusals the errno with which {@link #poll} fails, 0 for none
     */
    Inotify(int most, IntSupplier refusals) {
        this.left = new AtomicInteger(most);
        this.refusals = refusals;
        try (Scratch scratch = new Scratch()) {
            this.fd = INIT.intResult(scratch.errno, Posix.O_CLOEXEC | Posix.O_NONBLOCK);
        }
        if (fd < 0) {
            arena.close();
            throw Errno.fault(-fd, "inotify_init1 (see fs.inotify.max_user_instances)");
        }
    }

    /** Whether more was asked for than {@code most}. */
    boolean full() {
        return left.get() < 0;
    }

    /** Raises the limit. */
    void allow(int more) {
        left.set(more);
    }

    /** Watches an open directory. @return the number of the watch, the same for a directory watched before, or -errno */
    int add(Scratch scratch, int directory) {
        if (left.getAndDecrement() <= 0) {
            return -Errno.ENOSPC;
        }
        MemorySegment path = scratch.text("/proc/self/fd/" + directory);
        return ADD.intResult(scratch.errno, fd, path.address(), WATCHED | ONLYDIR | EXCLUDE_UNLINKED);
    }

    void remove(int watch) {
        try (Scratch scratch = new Scratch()) {
            REMOVE.intResult(scratch.errno, fd, watch, 0);
        }
    }

    /**
     * Waits for events and hands them on.
     *
     * @return 0, or the negated errno of a call that failed, which it may do at once
     */
    int poll(int milliseconds, Handler handler) {
        int refusal = refusals.getAsInt();
        if (refusal != 0) {
            return -refusal;
        }
        try (Scratch scratch = new Scratch()) {
            scratch.how.set(JAVA_INT, 0, fd);
            scratch.how.set(JAVA_SHORT, 4, (short) POLLIN);
            int ready = POLL.intResult(scratch.errno, scratch.how.address(), 1, milliseconds);
            if (ready <= 0) {
                return ready == -Errno.EINTR ? 0 : ready;
            }
            long filled = READ.longResult(scratch.errno, fd, buffer.address(), buffer.byteSize());
            if (filled < 0) {
                return filled == -Errno.EINTR || filled == -Errno.EAGAIN ? 0 : (int) filled;
            }
            for (long at = 0; at < filled; ) {
                int length = buffer.get(JAVA_INT, at + 12);
                handler.event(
                        buffer.get(JAVA_INT, at), buffer.get(JAVA_INT, at + 4), name(buffer.asSlice(at + 16, length)));
                at += 16 + length;
            }
            return 0;
        }
    }

    private static String name(MemorySegment padded) {
        byte[] bytes = padded.toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return Names.decode(java.util.Arrays.copyOf(bytes, length)).orElse("");
    }

    @Override
    public final void close() {
        if (open.compareAndSet(true, false)) {
            Posix.close(fd);
            arena.close();
        }
    }
}
