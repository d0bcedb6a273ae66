package dev.imago.disk;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a disk is to a kernel. A write lies in the disk's volatile cache until the next flush. When the power goes, any part of the
 * cache has reached the medium: each write or none of it or some of its sectors, in any order, as long as the last write to a sector that
 * reached it is the one that is there. It can also fail to read or to write. Thread-safe.
 */
public final class BlockDisk implements AutoCloseable {
    static final int EIO = 5;
    private static final int SECTOR = 512;

    /** What the disk does with what it is asked. */
    private enum Power {
        ON,
        /** It has stopped, and nobody has noticed yet: nothing is answered. */
        STOPPED,
        /** Everything is answered with an error. */
        OFF
    }

    private record Write(long offset, byte[] bytes) {}

    private final Arena memory = Arena.ofShared();
    private final MemorySegment medium;
    private final MemorySegment current;
    private final List<Write> cache = new ArrayList<>();
    private Power power = Power.ON;
    private boolean readsFail;
    private boolean writesFail;
    private long writes;
    private long flushes;

    /** @param size in bytes; both it and what is cached are in memory */
    public BlockDisk(long size) {
        this.medium = memory.allocate(size);
        this.current = memory.allocate(size);
    }

    public long size() {
        return current.byteSize();
    }

    /** @return 0 or a negated errno */
    synchronized int read(long offset, MemorySegment target) {
        if (!powered() || readsFail) {
            return -EIO;
        }
        target.copyFrom(current.asSlice(offset, target.byteSize()));
        return 0;
    }

    /** @return 0 or a negated errno */
    synchronized int write(long offset, MemorySegment bytes) {
        if (!powered() || writesFail) {
            return -EIO;
        }
        current.asSlice(offset, bytes.byteSize()).copyFrom(bytes);
        cache.add(new Write(offset, bytes.toArray(ValueLayout.JAVA_BYTE)));
        writes++;
        return 0;
    }

    /** Everything that was written is on the medium when this returns. @return 0 or a negated errno */
    synchronized int flush() {
        if (!powered() || writesFail) {
            return -EIO;
        }
        cache.forEach(write -> onMedium(write, 0, write.bytes.length));
        cache.clear();
        flushes++;
        return 0;
    }

    private boolean powered() {
        try {
            while (power == Power.STOPPED) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return power == Power.ON;
    }

    /** The moment at which the power goes. From here on nothing changes on the disk, and nobody gets an answer. */
    public synchronized void stop() {
        power = Power.STOPPED;
    }

    /** Answers whoever still waits with errors, and decides what of the cache has reached the medium. */
    public synchronized void lose(Random random) {
        double share = share(random);
        for (Write write : cache) {
            if (random.nextDouble() < share) {
                boolean torn = share < 1 && random.nextInt(8) == 0;
                for (int at = 0; at < write.bytes.length; at += SECTOR) {
                    if (!torn || random.nextBoolean()) {
                        onMedium(write, at, Math.min(SECTOR, write.bytes.length - at));
                    }
                }
            }
        }
        cache.forEach(write -> current.asSlice(write.offset, write.bytes.length)
                .copyFrom(medium.asSlice(write.offset, write.bytes.length)));
        cache.clear();
        power = Power.OFF;
        notifyAll();
    }

    private static double share(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1;
            default -> random.nextDouble();
        };
    }

    private void onMedium(Write write, int from, int length) {
        MemorySegment.copy(write.bytes, from, medium, ValueLayout.JAVA_BYTE, write.offset + from, length);
    }

    public synchronized void on() {
        power = Power.ON;
        notifyAll();
    }

    /** Has reads, or writes and flushes, fail until further notice. */
    public synchronized void fail(boolean reads, boolean writes) {
        readsFail = reads;
        writesFail = writes;
    }

    /**
     * Flips a bit in the middle of something that is on the disk, beneath the file system.
     *
     * @param bytes what it is, starting at a sector, as files do; long enough to be there once
     */
    public synchronized void rot(byte[] bytes) {
        MemorySegment wanted = MemorySegment.ofArray(bytes).asSlice(0, SECTOR);
        for (long at = 0; at < size(); at += SECTOR) {
            if (current.asSlice(at, SECTOR).mismatch(wanted) < 0) {
                long place = at + bytes.length / 2;
                byte flipped = (byte) (current.get(ValueLayout.JAVA_BYTE, place) ^ 0x10);
                current.set(ValueLayout.JAVA_BYTE, place, flipped);
                medium.set(ValueLayout.JAVA_BYTE, place, flipped);
                return;
            }
        }
        throw new IllegalStateException("it is not on the disk");
    }

    public synchronized long writes() {
        return writes;
    }

    public synchronized long flushes() {
        return flushes;
    }

    /** Nobody may use it any more. */
    @Override
    public synchronized void close() {
        memory.close();
    }
}
