package dev.imago.http;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory outside the heap that bodies pass through on their way out, shared by all. Its budget decides how large a piece is:
 * 64 KiB while less than half is in use, 16 KiB up to three quarters, then 4 KiB, which is given even beyond the budget, so that
 * nobody waits for a slow reader. Ten thousand slow readers thus hold little more than the budget. Thread-safe, never blocks.
 */
final class SendBuffers {
    static final int LARGE = 256 << 10;
    static final int MIDDLE = 64 << 10;
    static final int SMALL = 4 << 10;

    private final long budget;
    private final AtomicLong inUse = new AtomicLong();
    private final AtomicLong idle = new AtomicLong();
    private final Queue<ByteBuffer> large = new ConcurrentLinkedQueue<>();
    private final Queue<ByteBuffer> middle = new ConcurrentLinkedQueue<>();
    private final Queue<ByteBuffer> small = new ConcurrentLinkedQueue<>();

    /** @param budget in bytes */
    SendBuffers(long budget) {
        this.budget = budget;
    }

    /** An empty direct buffer, for at most this many bytes. Release or drop it. */
    ByteBuffer acquire(long wanted) {
        long used = inUse.get();
        int fits = wanted <= SMALL ? SMALL : wanted <= MIDDLE ? MIDDLE : LARGE;
        int granted = used < budget / 2 ? LARGE : used < budget / 4 * 3 ? MIDDLE : SMALL;
        int size = Math.min(fits, granted);
        inUse.addAndGet(size);
        ByteBuffer kept = queue(size).poll();
        if (kept != null) {
            idle.addAndGet(-size);
            return kept.clear();
        }
        return ByteBuffer.allocateDirect(size);
    }

    /** Takes back a buffer that nobody writes from any more. */
    void release(ByteBuffer buffer) {
        int size = buffer.capacity();
        if (inUse.addAndGet(-size) + idle.get() + size <= budget) {
            idle.addAndGet(size);
            queue(size).add(buffer);
        }
    }

    /** Forgets a buffer that somebody may still write from; the garbage collector takes it. */
    void drop(ByteBuffer buffer) {
        inUse.addAndGet(-buffer.capacity());
    }

    private Queue<ByteBuffer> queue(int size) {
        return size == LARGE ? large : size == MIDDLE ? middle : small;
    }
}
