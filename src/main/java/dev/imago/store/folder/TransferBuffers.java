package dev.imago.store.folder;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;

/** A few native buffers for reads into buffers on the Java heap, kept between uses. Safe for all threads. */
final class TransferBuffers {
    private static final int BYTES = 128 * 1024;

    private final ArrayBlockingQueue<MemorySegment> idle = new ArrayBlockingQueue<>(32);

    MemorySegment take() {
        return Optional.ofNullable(idle.poll()).orElseGet(() -> Arena.ofAuto().allocate(BYTES, 64));
    }

    void giveBack(MemorySegment buffer) {
        boolean kept = idle.offer(buffer);
        assert kept || idle.size() > 0 : "a full pool drops the buffer";
    }
}
