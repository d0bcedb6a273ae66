package dev.imago.store.wrap;

import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** A blob around another. */
abstract class ForwardingBlob implements Blob {
    final Blob within;

    ForwardingBlob(Blob within) {
        this.within = within;
    }

    @Override
    public BlobStat stat() {
        return within.stat();
    }

    @Override
    public int read(ByteBuffer target) {
        return within.read(target);
    }

    @Override
    public Optional<Duration> freshFor() {
        return within.freshFor();
    }

    @Override
    public boolean settled() {
        return within.settled();
    }

    @Override
    public void close() {
        within.close();
    }
}
