package dev.imago.store.folder;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A queue of inotify(7). One thread reads; any may add. */
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

    private static final MethodHandle INIT = Posix.function("inotify_init1", JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD = Posix.function("inotify_add_watch", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle REMOVE = Posix.function("inotify_rm_watch", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle POLL = Posix.function("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle READ = Posix.function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

    /** Hears of one event. */
    interface Handler {
        /** @param name in the watched directory; empty for the directory itself, or when it is not UTF-8 */
        void event(int watch, int mask, String name);
    }

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(64 * 1024, 8);
    private final int fd;

    /** @throws dev.imago.image.Fault when the system's limit of queues is reached */
    Inotify() {
        try (Scratch scratch = new Scratch()) {
            this.fd = Posix.result(scratch, (int) INIT.invokeExact(scratch.errno, Posix.O_CLOEXEC | Posix.O_NONBLOCK));
        } catch (Throwable e) {
            throw Posix.impossible(e);
        }
        if (fd < 0) {
            arena.close();
            throw Errno.fault(-fd, "inotify_init1 (see fs.inotify.max_user_instances)");
        }
    }

    /** Watches an open directory. @return the number of the watch, the same for a directory watched before, or -errno */
    int add(Scratch scratch, int directory) {
        try {
            return Posix.result(scratch, (int) ADD.invokeExact(
                    scratch.errno,
                    fd,
                    scratch.text("/proc/self/fd/" + directory),
                    WATCHED | ONLYDIR | EXCLUDE_UNLINKED));
        } catch (Throwable e) {
            throw Posix.impossible(e);
        }
    }

    void remove(int watch) {
        try (Scratch scratch = new Scratch()) {
            int ignored = (int) REMOVE.invokeExact(scratch.errno, fd, watch);
        } catch (Throwable e) {
            throw Posix.impossible(e);
        }
    }

    /** Waits for events and hands them on. */
    void poll(int milliseconds, Handler handler) {
        try (Scratch scratch = new Scratch()) {
            scratch.how.set(JAVA_INT, 0, fd);
            scratch.how.set(JAVA_SHORT, 4, (short) POLLIN);
            if ((int) POLL.invokeExact(scratch.errno, scratch.how, 1L, milliseconds) <= 0) {
                return;
            }
            long filled = (long) READ.invokeExact(scratch.errno, fd, buffer, buffer.byteSize());
            for (long at = 0; at < filled; ) {
                int length = buffer.get(JAVA_INT, at + 12);
                handler.event(
                        buffer.get(JAVA_INT, at), buffer.get(JAVA_INT, at + 4), name(buffer.asSlice(at + 16, length)));
                at += 16 + length;
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw Posix.impossible(e);
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
    public void close() {
        Posix.close(fd);
        arena.close();
    }
}
