package dev.imago.transform.worker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Takes from this process what a codec does not need, for good: sockets, other programs and processes, writing files, core dumps,
 * many open files, memory without end. Needs no root.
 */
final class Confinement {
    private static final int SET_NO_NEW_PRIVILEGES = 38;
    private static final int SET_FILTER = 1;
    private static final int OF_ALL_THREADS = 1;

    private static final int LIMIT_FILE_SIZE = 1;
    private static final int LIMIT_DATA = 2;
    private static final int LIMIT_CORE = 4;
    private static final int LIMIT_OPEN_FILES = 7;

    /** For what is written to standard error. */
    private static final long FILE_SIZE = 1 << 20;

    private static final long OPEN_FILES = 128;

    /** What the JVM takes for itself, and room for the server to act first. */
    private static final long MEMORY_BESIDE = 512L << 20;

    private Confinement() {}

    /**
     * Enters it.
     *
     * @param memory bytes that the server lets it have; the kernel's limit lies above
     * @return whether the kernel has taken the filter
     */
    static boolean enter(long memory) {
        return SystemCallTable.here().map(table -> enter(table, memory)).orElse(false);
    }

    private static boolean enter(SystemCallTable table, long memory) {
        try (Arena arena = Arena.ofConfined()) {
            limit(arena, table, LIMIT_CORE, 0);
            limit(arena, table, LIMIT_FILE_SIZE, FILE_SIZE);
            limit(arena, table, LIMIT_OPEN_FILES, OPEN_FILES);
            limit(arena, table, LIMIT_DATA, memory + MEMORY_BESIDE);
            MemorySegment filter = filter(arena, table);
            return SystemCalls.call(table.prctl(), SET_NO_NEW_PRIVILEGES, 1, 0, 0)
                    && SystemCalls.call(table.seccomp(), SET_FILTER, OF_ALL_THREADS, filter.address(), 0);
        }
    }

    /** Does what it takes to enter, but keeps all rights except that to a core dump. */
    static void prepare() {
        SystemCallTable.here().ifPresent(table -> {
            try (Arena arena = Arena.ofConfined()) {
                limit(arena, table, LIMIT_CORE, 0);
                filter(arena, table);
            }
        });
    }

    private static MemorySegment filter(Arena arena, SystemCallTable table) {
        return new SystemCallFilter(table, (int) ProcessHandle.current().pid()).encoded(arena);
    }

    private static void limit(Arena arena, SystemCallTable table, int resource, long value) {
        MemorySegment both = arena.allocateFrom(JAVA_LONG, value, value);
        SystemCalls.call(table.prlimit(), 0, resource, both.address(), 0);
    }
}
