package dev.imago.store.s3;

import dev.imago.image.Fault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/** A slice as the body of a request, opened anew for each attempt. The SDK closes no stream that it asked for, so this does. Used by one call. */
final class SliceBody implements ContentStreamProvider, AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Slice slice;
    private InputStream open = InputStream.nullInputStream();

    SliceBody(Slice slice) {
        this.slice = slice;
    }

    RequestBody content() {
        return RequestBody.fromContentProvider(this, slice.length(), "application/octet-stream");
    }

    @Override
    public InputStream newStream() {
        close();
        try {
            open = new BufferedInputStream(slice.open(), BUFFER_BYTES);
            return open;
        } catch (IOException e) {
            throw Slice.unreadable(e);
        }
    }

    @Override
    public void close() {
        try {
            open.close();
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INTERNAL, "The spooled upload cannot be closed.", e);
        }
    }
}
