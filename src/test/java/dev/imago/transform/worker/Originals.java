package dev.imago.transform.worker;

import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.transform.Renderer.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Originals from memory. */
final class Originals {
    private Originals() {}

    record Bytes(Format format, byte[] bytes) implements Source {
        @Override
        public Digest digest() {
            return Digest.of(bytes);
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    static Source of(Format format, byte[] bytes) {
        return new Bytes(format, bytes);
    }

    /** One of the photographs that the demo shows. */
    static Source demo(String name, Format format) throws IOException {
        try (var in = Originals.class.getResourceAsStream("/dev/imago/demo/" + name)) {
            return of(format, in.readAllBytes());
        }
    }
}
