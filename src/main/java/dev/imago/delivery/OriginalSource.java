package dev.imago.delivery;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.transform.Renderer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Hands the bytes of an original to whoever makes renditions of it. */
record OriginalSource(Original original) implements Renderer.Source {
    private static final int STEP = 256 << 10;

    @Override
    public Digest digest() {
        return original.version().digest();
    }

    @Override
    public Format format() {
        return original.version().format();
    }

    @Override
    public String name() {
        return original.version().key().toString();
    }

    @Override
    public long size() {
        return original.version().size();
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        switch (original) {
            case Original.InMemory(HotImage image, boolean _) ->
                write(image.bytes().duplicate(), channel);
            case Original.Streamed streamed -> {
                try (Blob blob = streamed.open(ByteRange.ALL)) {
                    copy(blob, channel);
                }
            }
        }
    }

    private static void copy(Blob blob, WritableByteChannel channel) throws IOException {
        ByteBuffer step = ByteBuffer.allocateDirect(STEP);
        long left = blob.stat().size();
        while (left > 0) {
            step.clear().limit((int) Math.min(STEP, left));
            int count = blob.read(step);
            if (count < 0) {
                throw new Fault(Fault.Kind.CHANGED, "The image became shorter while it was read.");
            }
            left -= count;
            write(step.flip(), channel);
        }
    }

    private static void write(ByteBuffer bytes, WritableByteChannel channel) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
