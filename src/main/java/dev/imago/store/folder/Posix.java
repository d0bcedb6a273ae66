package dev.imago.store.folder;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.imago.os.NativeFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
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
    private static final long SIZE_OF_HOW = 24;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int STATX_BASIC = 0x7FF;

    private static final NativeFunction SYSCALL = NativeFunction.named("syscall");
    private static final NativeFunction OPENAT = NativeFunction.named("openat");
    private static final NativeFunction FCNTL = NativeFunction.named("fcntl");
    private static final NativeFunction STATX = NativeFunction.named("statx");
    private static final NativeFunction PREAD = NativeFunction.named("pread");
    private static final NativeFunction CLOSE = NativeFunction.named("close");
    private static final NativeFunction DUP3 = NativeFunction.named("dup3");
    private static final NativeFunction FSYNC = NativeFunction.named("fsync");
    private static final NativeFunction FDATASYNC = NativeFunction.named("fdatasync");
    private static final NativeFunction FCHMOD = NativeFunction.named("fchmod");
    private static final NativeFunction FUTIMENS = NativeFunction.named("futimens");
    private static final NativeFunction MKDIRAT = NativeFunction.named("mkdirat");
    private static final NativeFunction UNLINKAT = NativeFunction.named("unlinkat");
    private static final NativeFunction RENAMEAT = NativeFunction.named("renameat");
    private static final NativeFunction READLINK = NativeFunction.named("readlink");
    private static final NativeFunction GETDENTS = NativeFunction.named("getdents64");
    private static final NativeFunction SCHED_YIELD = NativeFunction.named("sched_yield");

    private Posix() {}

    /** openat2(2): resolves the path below the directory in one step of the kernel. */
    static int openat2(Scratch scratch, int directory, MemorySegment path, long flags, long resolve) {
        scratch.how.set(JAVA_LONG, 0, flags);
        scratch.how.set(JAVA_LONG, 8, 0);
        scratch.how.set(JAVA_LONG, 16, resolve);
        return (int) SYSCALL.longResult(
                scratch.errno, SYS_OPENAT2, directory, path.address(), scratch.how.address(), SIZE_OF_HOW);
    }

    /** openat(2), which follows links wherever they lead. */
    static int openat(Scratch scratch, int directory, MemorySegment path, int flags) {
        return OPENAT.intResult(scratch.errno, directory, path.address(), flags);
    }

    /** statx(2) of an open file; read the outcome with {@link #stat}. */
    static int statx(Scratch scratch, int fd) {
        return statx(scratch, fd, scratch.empty, AT_EMPTY_PATH);
    }

    /** statx(2) of an entry of an open directory; a link is not followed. */
    static int statxAt(Scratch scratch, int directory, String name) {
        return statx(scratch, directory, scratch.text(name), AT_SYMLINK_NOFOLLOW);
    }

    private static int statx(Scratch scratch, int fd, MemorySegment path, int flags) {
        return STATX.intResult(scratch.errno, fd, path.address(), flags, STATX_BASIC, scratch.statx.address());
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
            return PREAD.longResult(scratch.errno, fd, target.address(), length, offset, 0);
        } finally {
            Reference.reachabilityFence(target);
        }
    }

    /** close(2). Errors mean nothing to somebody who only read, or who has synced before. */
    static void close(int fd) {
        CLOSE.ignoringResult(fd);
    }

    /** dup3(2): from then on, the second number is another descriptor of what the first one is. */
    static int dup3(Scratch scratch, int fd, int number, int flags) {
        return DUP3.intResult(scratch.errno, fd, number, flags);
    }

    static int fsync(Scratch scratch, int fd) {
        return FSYNC.intResult(scratch.errno, fd);
    }

    static int fdatasync(Scratch scratch, int fd) {
        return FDATASYNC.intResult(scratch.errno, fd);
    }

    static int fchmod(Scratch scratch, int fd, int mode) {
        return FCHMOD.intResult(scratch.errno, fd, mode, 0);
    }

    /** futimens(3): sets both times of a file, in nanoseconds of the epoch. */
    static int setTimes(Scratch scratch, int fd, long nanoseconds) {
        for (int at = 0; at < 32; at += 16) {
            scratch.how.set(JAVA_LONG, at, Math.floorDiv(nanoseconds, 1_000_000_000L));
            scratch.how.set(JAVA_LONG, at + 8, Math.floorMod(nanoseconds, 1_000_000_000L));
        }
        return FUTIMENS.intResult(scratch.errno, fd, scratch.how.address(), 0);
    }

    static int mkdirat(Scratch scratch, int directory, String name, int mode) {
        return MKDIRAT.intResult(scratch.errno, directory, scratch.text(name).address(), mode);
    }

    static int unlinkat(Scratch scratch, int directory, String name) {
        return UNLINKAT.intResult(scratch.errno, directory, scratch.text(name).address(), 0);
    }

    static int renameat(Scratch scratch, int fromDirectory, String from, int toDirectory, String to) {
        return RENAMEAT.intResult(
                scratch.errno,
                fromDirectory,
                scratch.text(from).address(),
                toDirectory,
                scratch.text(to).address(),
                0);
    }

    /** The path of an open file as the kernel knows it now, or the empty text when it cannot be told (no /proc). */
    static String pathOf(Scratch scratch, int fd) {
        MemorySegment target = scratch.bytes(4096);
        MemorySegment link = scratch.text("/proc/self/fd/" + fd);
        long length = READLINK.longResult(scratch.errno, link.address(), target.address(), 4096);
        return length <= 0 || length == 4096
                ? ""
                : new String(target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** getdents64(2): the next entries of an open directory. */
    static int entries(Scratch scratch, int directory, MemorySegment target) {
        try {
            return (int) GETDENTS.longResult(scratch.errno, directory, target.address(), target.byteSize());
        } finally {
            Reference.reachabilityFence(target);
        }
    }

    /** fcntl(2) with a number as its argument. */
    static int fcntl(Scratch scratch, int fd, int command, int argument) {
        return FCNTL.intResult(scratch.errno, fd, command, argument);
    }

    private static long nanoseconds(MemorySegment statx, long at) {
        return statx.get(JAVA_LONG, at) * 1_000_000_000L + statx.get(JAVA_INT, at + 8);
    }

    /** Two flags of open(2) have other numbers on 64-bit ARM. */
    private static int flag(int elsewhere, int onArm) {
        return System.getProperty("os.arch").equals("aarch64") ? onArm : elsewhere;
    }

    /** sched_yield(2): lets another thread that waits for this processor go first. */
    static void letOthersRun() {
        SCHED_YIELD.ignoringResult(0);
    }
}
