package dev.imago.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * A function of the C library whose arguments and result are whole numbers and addresses.
 *
 * <p>All are called through one signature, five machine words in and one out. The JVM generates code for each signature anew at every
 * start, which takes 10 to 20 ms each; there would be fourteen. The calling conventions of
 * Linux allow it (System V ABI for x86-64 §3.2.3, AAPCS64 §6.8): such arguments travel in registers, a function looks at no register
 * beyond its own arguments, nor at the upper half of an int. For functions with variable arguments the call is made as one.
 *
 * <p>Addresses are passed as numbers, so the caller keeps the memory alive until the call returns. {@code errno} is where that lands: eight
 * bytes, aligned as a long, of which nobody else makes use meanwhile. Thread-safe.
 */
public record NativeFunction(MemorySegment address) {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALL = LINKER.downcallHandle(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(1));
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    /** Where errno lands when nobody wants to know it. */
    private static final MemorySegment IGNORED = Arena.global().allocate(Linker.Option.captureStateLayout());

    /** @throws java.util.NoSuchElementException if the C library has no such function */
    public static NativeFunction named(String name) {
        return new NativeFunction(LINKER.defaultLookup().findOrThrow(name));
    }

    /** Calls the function. @return its result as a C {@code int}, or the negated errno */
    public int intResult(MemorySegment errno, long a, long b, long c, long d, long e) {
        int returned = (int) call(errno, a, b, c, d, e);
        return (int) orErrno(errno, returned);
    }

    /** The same with three arguments. */
    public int intResult(MemorySegment errno, long a, long b, long c) {
        return intResult(errno, a, b, c, 0, 0);
    }

    /** The same with one argument. */
    public int intResult(MemorySegment errno, long a) {
        return intResult(errno, a, 0, 0, 0, 0);
    }

    /** Calls the function. @return its result as a C {@code long}, or the negated errno */
    public long longResult(MemorySegment errno, long a, long b, long c, long d, long e) {
        return orErrno(errno, call(errno, a, b, c, d, e));
    }

    /** The same with three arguments. */
    public long longResult(MemorySegment errno, long a, long b, long c) {
        return longResult(errno, a, b, c, 0, 0);
    }

    /** Calls the function. @return its result, negative if it failed for whatever reason */
    public long result(long a, long b, long c, long d) {
        return call(IGNORED, a, b, c, d, 0);
    }

    /** Calls the function, whatever it returns. */
    public void ignoringResult(long a) {
        call(IGNORED, a, 0, 0, 0, 0);
    }

    private static long orErrno(MemorySegment errno, long returned) {
        return returned < 0 ? -(int) ERRNO.get(errno, 0L) : returned;
    }

    private long call(MemorySegment errno, long a, long b, long c, long d, long e) {
        try {
            return (long) CALL.invokeExact(address, errno, a, b, c, d, e);
        } catch (Throwable impossible) {
            throw new AssertionError("a native call with a fixed signature does not throw", impossible);
        }
    }
}
