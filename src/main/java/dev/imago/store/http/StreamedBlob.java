package dev.imago.store.http;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** An image that is read while it comes. Other parts of it are asked for anew, in the same version. */
final class StreamedBlob implements Blob {
    private static final int PIECE = 64 << 10;

    private final Version version;
    private final InputStream body;
    private final Function<ByteRange, Blob> others;
    private final byte[] piece = new byte[PIECE];
    private long left;
    private boolean closed;

    /**
     * @param body at the first byte that is to be read
     * @param length how many bytes are to be read
     * @param others opens another part of the same version
     */
    StreamedBlob(Version version, InputStream body, long length, Function<ByteRange, Blob> others) {
        this.version = version;
        this.body = body;
        this.left = length;
        this.others = others;
    }

    @Override
    public BlobStat stat() {
        return version.stat();
    }

    @Override
    public Optional<Duration> freshFor() {
        return Optional.of(version.freshFor());
    }

    @Override
    public int read(ByteBuffer target) {
        requireOpen();
        if (left == 0) {
            return -1;
        }
        int wanted = (int) Math.min(Math.min(left, PIECE), target.remaining());
        if (wanted == 0) {
            return 0;
        }
        int read = readPiece(wanted);
        target.put(piece, 0, read);
        left -= read;
        return read;
    }

    private int readPiece(int wanted) {
        try {
            int read = body.read(piece, 0, wanted);
            if (read < 0) {
                throw new Fault(Fault.Kind.UNAVAILABLE, "The origin has broken off the image.")
                        .withDetail(left + " bytes are missing");
            }
            return read;
        } catch (IOException e) {
            throw OriginFaults.of(e);
        }
    }

    @Override
    public Blob again(ByteRange range) {
        requireOpen();
        return others.apply(range);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the blob is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            body.close();
        } catch (IOException e) {
            // Nothing is lost: what counts was read.
        }
    }
}
