package dev.imago.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The calls of the C library that a file system of this process needs. Results are what they returned, or a negated errno. */
final class Libc {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CLOEXEC = 0x80000;
    static final int CLONE_FS = 0x200;
    static final int CLONE_NEWNS = 0x20000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), 2);
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle UNSHARE = function("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SETNS = function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle MOUNT =
            function("mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));

    private Libc() {}

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle function(String name, FunctionDescriptor type, int variadicFrom) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                type,
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(variadicFrom));
    }

    private interface Call {
        long with(MemorySegment errno, Arena arena) throws Throwable;
    }

    private static long call(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(CAPTURED);
            long returned = call.with(captured, arena);
            return returned < 0 ? -(int) ERRNO.get(captured, 0L) : returned;
        } catch (Throwable impossible) {
            throw new AssertionError("a native call does not throw", impossible);
        }
    }

    /** Fails with what was tried when the result is a negated errno. */
    static int check(long result, String doing) throws IOException {
        if (result < 0) {
            throw new IOException(doing + ": errno " + -result);
        }
        return (int) result;
    }

    static long open(String path, int flags) {
        return call((errno, arena) -> (int) OPEN.invokeExact(errno, arena.allocateFrom(path), flags, 0));
    }

    static long close(int fd) {
        return call((errno, arena) -> (int) CLOSE.invokeExact(errno, fd));
    }

    static long read(int fd, MemorySegment target) {
        return call((errno, arena) -> (long) READ.invokeExact(errno, fd, target, target.byteSize()));
    }

    static long write(int fd, MemorySegment bytes) {
        return call((errno, arena) -> (long) WRITE.invokeExact(errno, fd, bytes, bytes.byteSize()));
    }

    /** unshare(2), of the calling thread. */
    static long unshare(int flags) {
        return call((errno, arena) -> (int) UNSHARE.invokeExact(errno, flags));
    }

    /** setns(2), of the calling thread. */
    static long setns(int fd, int type) {
        return call((errno, arena) -> (int) SETNS.invokeExact(errno, fd, type));
    }

    static long mount(String source, String target, String type, long flags, String options) {
        return call((errno, arena) -> (int) MOUNT.invokeExact(
                errno,
                arena.allocateFrom(source),
                arena.allocateFrom(target),
                arena.allocateFrom(type),
                flags,
                arena.allocateFrom(options)));
    }
}
