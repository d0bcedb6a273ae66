package dev.imago.transform.worker;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory for the bytes of one job after the other. One job at a time. */
@SuppressWarnings({"MustBeClosed", "MustBeClosedChecker"}) // it lives as long as the worker
final class NativeBuffer {
    /** More than this is given back after the job. */
    private static final long KEPT = 16 << 20;

    private Arena arena = Arena.ofShared();
    private MemorySegment memory = MemorySegment.NULL;

    /** So many bytes, whose content is whatever was there. */
    MemorySegment of(long size) {
        if (memory.byteSize() < size || memory.byteSize() > KEPT) {
            arena.close();
            arena = Arena.ofShared();
            memory = arena.allocate(Math.max(size, 1));
        }
        return memory.asSlice(0, size);
    }
}
