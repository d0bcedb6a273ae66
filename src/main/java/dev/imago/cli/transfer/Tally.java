package dev.imago.cli.transfer;

import dev.imago.cli.terminal.Progress;
import java.util.concurrent.atomic.LongAdder;

/** Counts a run. Thread-safe. */
public final class Tally {
    private final LongAdder created = new LongAdder();
    private final LongAdder replaced = new LongAdder();
    private final LongAdder same = new LongAdder();
    private final LongAdder kept = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder doneBytes = new LongAdder();
    private final LongAdder totalFiles = new LongAdder();
    private final LongAdder totalBytes = new LongAdder();
    private volatile boolean counted;

    /** The totals, for people and programs. */
    public record Summary(
            long created,
            long replaced,
            long same,
            long kept,
            long failed,
            long sentBytes,
            double seconds,
            boolean complete) {}

    /** A file was found, by the walk that counts. */
    public void found(LocalFile file) {
        totalFiles.increment();
        totalBytes.add(file.size());
    }

    /** All files were found. */
    public void allFound() {
        counted = true;
    }

    /** A file is done. */
    public void done(Transfer transfer) {
        switch (transfer.outcome()) {
            case CREATED -> created.increment();
            case REPLACED -> replaced.increment();
            case SAME -> same.increment();
            case KEPT -> kept.increment();
        }
        sentBytes.add(transfer.sent());
    }

    /** So many bytes more are done, of files that are, or of a large one under way. */
    public void moved(long bytes) {
        doneBytes.add(bytes);
    }

    /** A file failed. */
    public void failed() {
        failed.increment();
    }

    /** Bytes that are done, whether they were sent or not. */
    public long doneBytes() {
        return doneBytes.sum();
    }

    public Progress progress(double perSecond) {
        long done = created.sum() + replaced.sum() + same.sum() + kept.sum() + failed.sum();
        return new Progress(
                "files", done, totalFiles.sum(), doneBytes.sum(), totalBytes.sum(), counted, perSecond, failed.sum());
    }

    /** @param complete whether the run came to its end */
    public Summary summary(double seconds, boolean complete) {
        return new Summary(
                created.sum(),
                replaced.sum(),
                same.sum(),
                kept.sum(),
                failed.sum(),
                sentBytes.sum(),
                Math.round(seconds * 1000) / 1000.0,
                complete);
    }
}
