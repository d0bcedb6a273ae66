package dev.imago.adopt;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageHeader;
import dev.imago.image.Sniffer;
import dev.imago.store.Blob;
import dev.imago.store.BlobChannel;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads an image that nobody vouches for, to learn what it is. Thread-safe; blocks. */
public final class Inspector {
    private static final int BUFFER_BYTES = 128 << 10;

    private final LongConsumer pace;

    /**
     * An inspector.
     *
     * @param pace is told how many bytes were just read, and may block to slow the reading down
     */
    public Inspector(LongConsumer pace) {
        this.pace = pace;
    }

    /** An inspector at full speed. */
    public Inspector() {
        this(bytes -> {});
    }

    /** An inspector that reads at most so many bytes a second. */
    public static Inspector paced(long bytesPerSecond) {
        return new Inspector(new Pace(bytesPerSecond));
    }

    /**
     * Looks at the place, and reads what lies there to the end if it is an image. What is found was still there when it had
     * been read.
     */
    public Finding inspect(Store store, Locator locator) {
        Optional<Blob> opened = store.open(locator, ByteRange.ALL);
        if (opened.isEmpty()) {
            return new Finding.Nothing();
        }
        try (Blob blob = opened.get()) {
            Finding finding = inspect(blob);
            boolean stillThere = store.stat(locator)
                    .map(BlobStat::validator)
                    .equals(Optional.of(blob.stat().validator()));
            return stillThere ? finding : new Finding.Unsettled();
        }
    }

    /** Looks at a version that is open, wherever its name leads by now, and reads it to the end if it is an image. */
    public Finding inspect(Blob blob) {
        if (!blob.settled()) {
            return new Finding.Unsettled();
        }
        try {
            Optional<ImageHeader> header = header(blob);
            return header.isEmpty()
                    ? new Finding.NoImage(blob.stat())
                    : new Finding.Found(blob.stat(), digest(blob), header.get());
        } catch (Fault fault) {
            if (fault.kind() == Fault.Kind.CHANGED) {
                return new Finding.Unsettled();
            }
            throw fault;
        }
    }

    /** The header of a known format, even if it is damaged: what lies there was served before, and goes on being served. */
    private static Optional<ImageHeader> header(Blob blob) {
        try (var channel = new BlobChannel(blob)) {
            Optional<Format> format = Sniffer.format(channel);
            return format.isEmpty() ? Optional.empty() : Optional.of(header(channel, format.get()));
        } catch (IOException e) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The image cannot be read.", e);
        }
    }

    private static ImageHeader header(BlobChannel channel, Format format) throws IOException {
        try {
            return Sniffer.read(channel).orElseGet(() -> new ImageHeader(format, Optional.empty()));
        } catch (Fault damaged) {
            if (damaged.kind() != Fault.Kind.UNPROCESSABLE) {
                throw damaged;
            }
            return new ImageHeader(format, Optional.empty());
        }
    }

    private Digest digest(Blob version) {
        MessageDigest computation = Digest.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (Blob blob = version.again(ByteRange.ALL)) {
            int read;
            while ((read = blob.read(buffer.clear())) >= 0) {
                computation.update(buffer.flip());
                pace.accept(read);
            }
        }
        return Digest.of(computation);
    }
}
