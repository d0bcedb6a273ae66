package dev.imago.upload;

import dev.imago.store.Blob;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The bytes of an open image as the body of an upload. What the store fails with goes through as it is. Closes nothing. */
final class BlobBody extends InputStream {
    private final Blob blob;

    BlobBody(Blob blob) {
        this.blob = blob;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return length == 0 ? 0 : blob.read(ByteBuffer.wrap(target, offset, length));
    }
}
