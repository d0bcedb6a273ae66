package dev.imago.store.s3;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A body that is being received. When its connection breaks, the rest is asked for again, of the version that the first answer
 * named ({@code If-Match}): a blob reads one version, or fails.
 */
final class S3Blob implements Blob {
    private static final int COPY_BYTES = 16 << 10;
    /** So much is read to the end rather than closing a connection that can be used again. */
    private static final long DRAINED_BYTES = 32 << 10;

    private final ObjectReader reader;
    private final String object;
    private final BlobStat stat;
    private final long end;
    private long position;
    private long resumedAt = -1;
    private boolean closed;
    private @Nullable ResponseInputStream<GetObjectResponse> body;
    private byte @Nullable [] copy;

    private S3Blob(
            ObjectReader reader,
            String object,
            BlobStat stat,
            ByteRange range,
            @Nullable ResponseInputStream<GetObjectResponse> body) {
        this.reader = reader;
        this.object = object;
        this.stat = stat;
        this.position = range.offset();
        this.end = range.offset() + range.lengthWithin(stat.size());
        this.body = body;
    }

    static S3Blob of(ObjectReader reader, String object, ResponseInputStream<GetObjectResponse> body, ByteRange range) {
        return new S3Blob(reader, object, Stats.of(body.response()), range, body);
    }

    static S3Blob empty(ObjectReader reader, String object, BlobStat stat) {
        return new S3Blob(reader, object, stat, new ByteRange(0, 0), null);
    }

    BlobStat statAndClose() {
        close();
        return stat;
    }

    @Override
    public BlobStat stat() {
        return stat;
    }

    @Override
    public int read(ByteBuffer target) {
        requireOpen();
        if (position >= end) {
            return -1;
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        while (true) {
            try {
                int read = receive(target, (int) Math.min(target.remaining(), end - position));
                position += read;
                return read;
            } catch (IOException | SdkException broken) {
                resume(broken);
            }
        }
    }

    private int receive(ByteBuffer target, int most) throws IOException {
        ResponseInputStream<GetObjectResponse> from = body;
        if (from == null) {
            throw new IOException("no connection");
        }
        int read;
        if (target.hasArray()) {
            read = from.read(target.array(), target.arrayOffset() + target.position(), most);
            target.position(target.position() + Math.max(0, read));
        } else {
            byte[] bytes = copy == null ? new byte[COPY_BYTES] : copy;
            copy = bytes;
            read = from.read(bytes, 0, Math.min(most, bytes.length));
            target.put(bytes, 0, Math.max(0, read));
        }
        if (read < 0) {
            throw new IOException("the body ended " + (end - position) + " bytes early");
        }
        return read;
    }

    /** Once at each place: a service that breaks off without a single byte does not get better by asking on and on. */
    private void resume(Exception broken) {
        abandon();
        if (resumedAt == position) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The store broke off the image.", broken)
                    .withDetail("GET " + object + " at " + position + ": " + broken);
        }
        resumedAt = position;
        body = reader.openVersion(object, new ByteRange(position, end - position), stat);
    }

    @Override
    public Blob again(ByteRange range) {
        requireOpen();
        long length = range.lengthWithin(stat.size());
        return new S3Blob(
                reader,
                object,
                stat,
                length == 0 ? new ByteRange(0, 0) : range,
                length == 0 ? null : reader.openVersion(object, new ByteRange(range.offset(), length), stat));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the blob is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        ResponseInputStream<GetObjectResponse> open = body;
        if (open != null && end - position <= DRAINED_BYTES) {
            try {
                open.close();
                body = null;
                return;
            } catch (IOException | SdkException broken) {
                // Nobody waits for the rest.
            }
        }
        abandon();
    }

    private void abandon() {
        Optional.ofNullable(body).ifPresent(ResponseInputStream::abort);
        body = null;
    }
}
