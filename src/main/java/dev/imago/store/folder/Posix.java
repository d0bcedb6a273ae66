package dev.imago.store.folder;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * Calls of the C library, one method each. A result is what the call returned, or the negated errno; nothing throws.
 * Descriptors are plain numbers: whoever opens one closes it, once. Every call may block on a slow disk or share.
 */
final class Posix {
    static final int AT_FDCWD = -100;
    static final int O_RDONLY = 0;
    static final int O_NONBLOCK = 0x800;
    static final int O_DIRECTORY = flag(0x10000, 0x4000);
    static final int O_NOFOLLOW = flag(0x20000, 0x8000);
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;
    static final int RESOLVE_NO_MAGICLINKS = 2;
    static final int RESOLVE_NO_SYMLINKS = 4;
    static final int RESOLVE_BENEATH = 8;

    private static final long SYS_OPENAT2 = 437;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int STATX_BASIC = 0x7FF;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_VALUE =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPENAT2 =
            variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle OPENAT = variadic("openat", 3, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle FCNTL = variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle STATX =
            function("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle PREAD = function("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FSYNC = function("fsync", JAVA_INT, JAVA_INT);
    private static final MethodHandle FDATASYNC = function("fdatasync", JAVA_INT, JAVA_INT);
    private static final MethodHandle FCHMOD = function("fchmod", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle FUTIMENS = function("futimens", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle MKDIRAT = function("mkdirat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle UNLINKAT = function("unlinkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RENAMEAT = function("renameat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle READLINK = function("readlink", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle GETDENTS = function("getdents64", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

    private Posix() {}

    /** openat2(2): resolves the path below the directory in one step of the kernel. */
    static int openat2(Scratch scratch, int directory, MemorySegment path, long flags, long resolve) {
        scratch.how.set(JAVA_LONG, 0, flags);
        scratch.how.set(JAVA_LONG, 8, 0);
        scratch.how.set(JAVA_LONG, 16, resolve);
        try {
            return result(scratch, (int)
                    (long) OPENAT2.invokeExact(scratch.errno, SYS_OPENAT2, directory, path, scratch.how, 24L));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** openat(2), which follows links wherever they lead. */
    static int openat(Scratch scratch, int directory, MemorySegment path, int flags) {
        try {
            return result(scratch, (int) OPENAT.invokeExact(scratch.errno, directory, path, flags, 0));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** statx(2) of an open file; read the outcome with {@link #stat}. */
    static int statx(Scratch scratch, int fd) {
        try {
            return result(scratch, (int)
                    STATX.invokeExact(scratch.errno, fd, scratch.empty, AT_EMPTY_PATH, STATX_BASIC, scratch.statx));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** statx(2) of an entry of an open directory; a link is not followed. */
    static int statxAt(Scratch scratch, int directory, String name) {
        try {
            return result(scratch, (int) STATX.invokeExact(
                    scratch.errno, directory, scratch.text(name), AT_SYMLINK_NOFOLLOW, STATX_BASIC, scratch.statx));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** What the last {@link #statx} found. */
    static FileStat stat(Scratch scratch) {
        MemorySegment s = scratch.statx;
        return new FileStat(
                Short.toUnsignedInt(s.get(JAVA_SHORT, 28)),
                s.get(JAVA_INT, 16),
                s.get(JAVA_LONG, 32),
                s.get(JAVA_LONG, 40),
                nanoseconds(s, 112),
                nanoseconds(s, 96));
    }

    /** pread(2) into native memory. */
    static long pread(Scratch scratch, int fd, MemorySegment target, long length, long offset) {
        try {
            return result(scratch, (long) PREAD.invokeExact(scratch.errno, fd, target, length, offset));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** close(2). Errors mean nothing to somebody who only read, or who has synced before. */
    static void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(fd);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int fsync(Scratch scratch, int fd) {
        try {
            return result(scratch, (int) FSYNC.invokeExact(scratch.errno, fd));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int fdatasync(Scratch scratch, int fd) {
        try {
            return result(scratch, (int) FDATASYNC.invokeExact(scratch.errno, fd));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int fchmod(Scratch scratch, int fd, int mode) {
        try {
            return result(scratch, (int) FCHMOD.invokeExact(scratch.errno, fd, mode));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** futimens(3): sets both times of a file, in nanoseconds of the epoch. */
    static int setTimes(Scratch scratch, int fd, long nanoseconds) {
        for (int at = 0; at < 32; at += 16) {
            scratch.how.set(JAVA_LONG, at, Math.floorDiv(nanoseconds, 1_000_000_000L));
            scratch.how.set(JAVA_LONG, at + 8, Math.floorMod(nanoseconds, 1_000_000_000L));
        }
        try {
            return result(scratch, (int) FUTIMENS.invokeExact(scratch.errno, fd, scratch.how));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int mkdirat(Scratch scratch, int directory, String name, int mode) {
        try {
            return result(scratch, (int) MKDIRAT.invokeExact(scratch.errno, directory, scratch.text(name), mode));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int unlinkat(Scratch scratch, int directory, String name) {
        try {
            return result(scratch, (int) UNLINKAT.invokeExact(scratch.errno, directory, scratch.text(name), 0));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int renameat(Scratch scratch, int fromDirectory, String from, int toDirectory, String to) {
        try {
            return result(scratch, (int) RENAMEAT.invokeExact(
                    scratch.errno, fromDirectory, scratch.text(from), toDirectory, scratch.text(to)));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** The path of an open file as the kernel knows it now, or the empty text when it cannot be told (no /proc). */
    static String pathOf(Scratch scratch, int fd) {
        MemorySegment target = scratch.bytes(4096);
        try {
            long length =
                    (long) READLINK.invokeExact(scratch.errno, scratch.text("/proc/self/fd/" + fd), target, 4096L);
            return length <= 0 || length == 4096
                    ? ""
                    : new String(target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** getdents64(2): the next entries of an open directory. */
    static int entries(Scratch scratch, int directory, MemorySegment target) {
        try {
            return (int)
                    result(scratch, (long) GETDENTS.invokeExact(scratch.errno, directory, target, target.byteSize()));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** fcntl(2) with a number as its argument. */
    static int fcntl(Scratch scratch, int fd, int command, int argument) {
        try {
            return result(scratch, (int) FCNTL.invokeExact(scratch.errno, fd, command, argument));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), ERRNO);
    }

    private static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                ERRNO,
                Linker.Option.firstVariadicArg(fixed));
    }

    static int result(Scratch scratch, int returned) {
        return returned < 0 ? -(int) ERRNO_VALUE.get(scratch.errno, 0L) : returned;
    }

    static long result(Scratch scratch, long returned) {
        return returned < 0 ? -(int) ERRNO_VALUE.get(scratch.errno, 0L) : returned;
    }

    static AssertionError impossible(Throwable e) {
        return new AssertionError("a native call with a fixed signature does not throw", e);
    }

    private static long nanoseconds(MemorySegment statx, long at) {
        return statx.get(JAVA_LONG, at) * 1_000_000_000L + statx.get(JAVA_INT, at + 8);
    }

    /** Two flags of open(2) have other numbers on 64-bit ARM. */
    private static int flag(int elsewhere, int onArm) {
        return System.getProperty("os.arch").equals("aarch64") ? onArm : elsewhere;
    }
}
