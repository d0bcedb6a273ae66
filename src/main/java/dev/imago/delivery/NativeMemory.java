package dev.imago.delivery;

import dev.imago.os.PageFiles;
import dev.imago.os.SocketPages;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory outside the heap that whole images are read into, with a budget: that of the memory tier, and as much again (64 MiB
 * at least) for what is being sent and not in the tier, or not any more. An image that finds no room is streamed. A buffer counts
 * until the garbage collector has taken it and everything that was sliced from it. Thread-safe.
 */
final class NativeMemory {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long LEAST_BESIDE_TIER = 64L << 20;

    /** What nobody holds any more may lie in the heap's old part, which is seldom looked through where little is allocated. */
    private static final Duration BETWEEN_COLLECTIONS = Duration.ofSeconds(30);

    private final long budget;
    private final AtomicLong inUse = new AtomicLong();
    private final AtomicBoolean moved = new AtomicBoolean();
    private final AtomicLong collectedAt = new AtomicLong(System.nanoTime() - BETWEEN_COLLECTIONS.toNanos());

    NativeMemory(long budget) {
        this.budget = budget;
    }

    static NativeMemory besideTier(long tierBytes) {
        return new NativeMemory(tierBytes + Math.max(tierBytes, LEAST_BESIDE_TIER));
    }

    /** A new buffer, if there is room. */
    Optional<ByteBuffer> allocate(int size) {
        if (inUse.addAndGet(size) > budget) {
            inUse.addAndGet(-size);
            collect();
            return Optional.empty();
        }
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(size);
            CLEANER.register(buffer, () -> inUse.addAndGet(-size));
            return Optional.of(buffer);
        } catch (OutOfMemoryError beyondTheProcessLimit) {
            inUse.addAndGet(-size);
            return Optional.empty();
        }
    }

    /**
     * The same bytes as pages, if there is room. It takes from what is read into only what is seldom needed: a quarter of the budget stays free.
     */
    Optional<Body.Memory> pages(ByteBuffer bytes) {
        Optional<PageFiles> files = SocketPages.ofProcess().flatMap(_ -> PageFiles.ofProcess());
        if (files.isEmpty()) {
            return Optional.empty();
        }
        long size = bytes.remaining();
        if (inUse.addAndGet(size) > budget - budget / 4) {
            inUse.addAndGet(-size);
            collectMoved();
            return Optional.empty();
        }
        Optional<PageFiles.Copy> copy = files.get().copy(bytes, () -> inUse.addAndGet(-size));
        if (copy.isEmpty()) {
            inUse.addAndGet(-size);
            return Optional.empty();
        }
        moved.set(true);
        return copy.map(made -> new Body.Memory(made.bytes(), Optional.of(made.pages())));
    }

    /** Moves stop where their old buffers take the room, and where nothing is read from stores nobody else collects those. */
    private void collectMoved() {
        if (moved.getAndSet(false)) {
            collect();
        }
    }

    /** Bytes that count against the budget now. */
    long inUse() {
        return inUse.get();
    }

    private void collect() {
        long now = System.nanoTime();
        long last = collectedAt.get();
        if (now - last >= BETWEEN_COLLECTIONS.toNanos() && collectedAt.compareAndSet(last, now)) {
            System.gc();
        }
    }
}
