package dev.imago.store.folder;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Native memory for the calls of one operation: a path, the result of statx, the place where errno lands. One thread. */
final class Scratch implements AutoCloseable {
    private static final int FIXED = 320;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment fixed = arena.allocate(FIXED, 8);
    /** 256 bytes: struct statx. */
    final MemorySegment statx = fixed.asSlice(0, 256);
    /** 24 bytes: struct open_how; or two struct timespec (32 bytes). */
    final MemorySegment how = fixed.asSlice(256, 32);
    /** What {@code captureCallState("errno")} fills. */
    final MemorySegment errno = fixed.asSlice(288, 8);

    /** The empty C string. */
    final MemorySegment empty = fixed.asSlice(304, 8);

    /** A C string in UTF-8, whatever the locale is. */
    MemorySegment text(String value) {
        return arena.allocateFrom(value, StandardCharsets.UTF_8);
    }

    MemorySegment bytes(long size) {
        return arena.allocate(size, 8);
    }

    @Override
    public void close() {
        arena.close();
    }
}
