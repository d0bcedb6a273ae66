package dev.imago.transform.worker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** Calls of the Linux kernel by number. */
final class SystemCalls {
    private static final MethodHandle SYSCALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private SystemCalls() {}

    /** @return whether it succeeded, for calls that return 0 then */
    static boolean call(long number, long a, long b, long c, long d) {
        try {
            return (long) SYSCALL.invokeExact(number, a, b, c, d, 0L) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError("a native call with a fixed signature does not throw", impossible);
        }
    }
}
