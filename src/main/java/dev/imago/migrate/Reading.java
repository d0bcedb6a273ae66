package dev.imago.migrate;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.DiskFaults;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads what lies in a store to its end. */
final class Reading {
    private static final int BUFFER_BYTES = 128 << 10;

    private final LongConsumer pace;

    /** @param pace is told how many bytes were just read, and may block to slow the reading down */
    Reading(LongConsumer pace) {
        this.pace = pace;
    }

    /** What was read. */
    record Read(BlobStat stat, Digest digest) {}

    /** Empty when there is nothing. */
    Optional<Read> digest(Store store, Locator locator) {
        return read(store, locator, Optional.empty());
    }

    /** As {@link #digest}; the bytes go into a channel meanwhile. */
    Optional<Read> copy(Store store, Locator locator, WritableByteChannel to) {
        return read(store, locator, Optional.of(to));
    }

    private Optional<Read> read(Store store, Locator locator, Optional<WritableByteChannel> to) {
        Optional<Blob> opened = store.open(locator, ByteRange.ALL);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        MessageDigest computation = Digest.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (Blob blob = opened.get()) {
            for (int count = blob.read(buffer.clear()); count >= 0; count = blob.read(buffer.clear())) {
                computation.update(buffer.flip());
                if (to.isPresent()) {
                    write(buffer.rewind(), to.get());
                }
                pace.accept(count);
            }
            return Optional.of(new Read(blob.stat(), Digest.of(computation)));
        }
    }

    private static void write(ByteBuffer bytes, WritableByteChannel to) {
        try {
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        } catch (IOException e) {
            throw DiskFaults.of(e, "A copy could not be written to the disk.");
        }
    }

    /** The bytes of an image are not what they should be, or not there. */
    static Fault unlike(String what) {
        return new Fault(Fault.Kind.UNPROCESSABLE, what);
    }
}
