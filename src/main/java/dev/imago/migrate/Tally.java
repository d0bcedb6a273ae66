package dev.imago.migrate;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what threads do to images, side by side. */
final class Tally {
    private final AtomicLong copied = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong verified = new AtomicLong();
    private final AtomicLong mismatched = new AtomicLong();
    private final AtomicLong removed = new AtomicLong();

    void copy(long size) {
        copied.incrementAndGet();
        bytes.addAndGet(size);
    }

    void verification(boolean right) {
        (right ? verified : mismatched).incrementAndGet();
    }

    /** What was counted so far, which is left to the caller: counting begins anew. */
    Tally take() {
        var taken = new Tally();
        taken.copied.set(copied.getAndSet(0));
        taken.bytes.set(bytes.getAndSet(0));
        taken.verified.set(verified.getAndSet(0));
        taken.mismatched.set(mismatched.getAndSet(0));
        taken.removed.set(removed.getAndSet(0));
        return taken;
    }

    void add(Tally other) {
        copied.addAndGet(other.copied());
        bytes.addAndGet(other.bytes());
        verified.addAndGet(other.verified());
        mismatched.addAndGet(other.mismatched());
        removed.addAndGet(other.removed());
    }

    /** Whether there is nothing to count. */
    boolean none() {
        return copied.get() + verified.get() + mismatched.get() + removed.get() == 0;
    }

    void removal() {
        removed.incrementAndGet();
    }

    long copied() {
        return copied.get();
    }

    long bytes() {
        return bytes.get();
    }

    long verified() {
        return verified.get();
    }

    long mismatched() {
        return mismatched.get();
    }

    long removed() {
        return removed.get();
    }
}
