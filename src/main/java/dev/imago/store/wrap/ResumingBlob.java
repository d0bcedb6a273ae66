package dev.imago.store.wrap;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Opens the rest of the same version again when reading breaks off. */
final class ResumingBlob implements Blob {
    private final Blob opened;
    private final ByteRange range;
    private final RetryingStore retries;
    private Optional<Blob> resumed = Optional.empty();
    private long done;
    private boolean broken;

    /** @param range what was opened */
    ResumingBlob(Blob opened, ByteRange range, RetryingStore retries) {
        this.opened = opened;
        this.range = range;
        this.retries = retries;
    }

    @Override
    public BlobStat stat() {
        return opened.stat();
    }

    @Override
    public int read(ByteBuffer target) {
        int read = retries.retried(() -> readRest(target.slice()));
        if (read > 0) {
            done += read;
            target.position(target.position() + read);
        }
        return read;
    }

    private int readRest(ByteBuffer target) {
        if (broken) {
            resume();
        }
        try {
            return resumed.orElse(opened).read(target);
        } catch (Fault fault) {
            broken = true;
            throw fault;
        }
    }

    private void resume() {
        long rest = range.length() == ByteRange.TO_END ? ByteRange.TO_END : range.length() - done;
        Blob next = opened.again(new ByteRange(range.offset() + done, rest));
        closeResumed();
        resumed = Optional.of(next);
        broken = false;
    }

    @Override
    public Blob again(ByteRange other) {
        return new ResumingBlob(retries.retried(() -> opened.again(other)), other, retries);
    }

    @Override
    public Optional<Duration> freshFor() {
        return opened.freshFor();
    }

    @Override
    public boolean settled() {
        return opened.settled();
    }

    @Override
    public void close() {
        closeResumed();
        opened.close();
    }

    private void closeResumed() {
        resumed.ifPresent(Blob::close);
    }
}
