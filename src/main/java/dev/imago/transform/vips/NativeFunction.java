package dev.imago.transform.vips;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A function of a native library whose arguments and result are whole numbers and addresses.
 *
 * <p>All are called through one signature, four machine words in and one out, as the JVM generates code for each signature anew at
 * every start. The calling conventions of Linux allow it (System V ABI for x86-64 §3.2.3, AAPCS64 §6.8): such arguments travel in
 * registers, and a function looks at no register beyond its own arguments, nor at the upper half of an int.
 */
record NativeFunction(MemorySegment address) {
    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    static NativeFunction named(SymbolLookup library, String name) {
        return new NativeFunction(library.findOrThrow(name));
    }

    long call(long a, long b, long c, long d) {
        try {
            return (long) CALL.invokeExact(address, a, b, c, d);
        } catch (Throwable impossible) {
            throw new AssertionError("a native call with a fixed signature does not throw", impossible);
        }
    }

    long call(long a, long b, long c) {
        return call(a, b, c, 0);
    }

    long call(long a, long b) {
        return call(a, b, 0, 0);
    }

    long call(long a) {
        return call(a, 0, 0, 0);
    }

    long call() {
        return call(0, 0, 0, 0);
    }

    /** For a function that returns a C {@code int}, whose upper half may be anything. */
    int intCall(long a, long b, long c) {
        return (int) call(a, b, c, 0);
    }

    int intCall(long a, long b) {
        return (int) call(a, b, 0, 0);
    }

    int intCall(long a) {
        return (int) call(a, 0, 0, 0);
    }
}
