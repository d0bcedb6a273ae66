package dev.imago.cache;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what goes wrong with a disk, says so once in a while, and gives the disk a rest from writing after it. */
final class DiskTrouble {
    private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);
    private static final long LOG_EVERY = Duration.ofMinutes(1).toNanos();

    private final Path folder;
    private final long rest;
    private final LongAdder errors = new LongAdder();
    private final AtomicLong logAgain = new AtomicLong(System.nanoTime());
    private final AtomicLong writeAgain = new AtomicLong(System.nanoTime());

    /** @param rest how long nothing is written after an error */
    DiskTrouble(Path folder, Duration rest) {
        this.folder = folder;
        this.rest = rest.toNanos();
    }

    /** Whether writing has just failed. */
    boolean resting() {
        return System.nanoTime() - writeAgain.get() < 0;
    }

    void writing(IOException e) {
        if (count(e)) {
            writeAgain.set(System.nanoTime() + rest);
        }
    }

    void reading(IOException e) {
        count(e);
    }

    /** The disk is not to blame for a reader or writer that was interrupted. */
    private boolean count(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return false;
        }
        errors.increment();
        long now = System.nanoTime();
        long due = logAgain.get();
        if (now - due >= 0 && logAgain.compareAndSet(due, now + LOG_EVERY)) {
            LOG.warn(
                    "The cache on disk {} has trouble and is done without ({} errors so far): {}",
                    folder,
                    errors,
                    e.toString());
        }
        return true;
    }

    long errors() {
        return errors.sum();
    }
}
