package dev.imago.cli;

import dev.imago.cli.client.WarmInfo;
import dev.imago.cli.terminal.Progress;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a run of {@code imago warm} has done. Thread-safe. */
final class WarmTally {
    private final LongAdder images = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder totalImages = new LongAdder();
    private final LongAdder totalBytes = new LongAdder();
    private final LongAdder made = new LongAdder();
    private final LongAdder there = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean counted;

    /**
     * The totals, for people and programs.
     *
     * @param made renditions; so are {@code there} and {@code failed}, an image of which nothing could be made being one
     * @param complete whether the run came to its end
     */
    record Summary(long images, long made, long there, long failed, double seconds, boolean complete) {}

    /** @param size of an original in bytes */
    void found(long size) {
        totalImages.increment();
        totalBytes.add(size);
    }

    void allFound() {
        counted = true;
    }

    void done(long size, WarmInfo result) {
        images.increment();
        bytes.add(size);
        made.add(result.made());
        there.add(result.there());
        failed.add(result.failed());
    }

    void failed(long size) {
        images.increment();
        bytes.add(size);
        failed.increment();
    }

    /** Of originals. */
    long doneBytes() {
        return bytes.sum();
    }

    Progress progress(double perSecond) {
        return new Progress(
                "images",
                images.sum(),
                totalImages.sum(),
                bytes.sum(),
                totalBytes.sum(),
                counted,
                perSecond,
                failed.sum());
    }

    Summary summary(double seconds, boolean complete) {
        return new Summary(
                images.sum(), made.sum(), there.sum(), failed.sum(), Math.round(seconds * 1000) / 1000.0, complete);
    }
}
