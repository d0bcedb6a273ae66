package dev.imago.transform;

import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;

/** Makes renditions. Thread-safe; blocks the calling thread, which may be virtual and may be interrupted. */
public interface Renderer {
    /** The bytes of an original. */
    interface Source {
        /** Of exactly these bytes. */
        Digest digest();

        Format format();

        /** In bytes. */
        long size();

        /** Writes all bytes. May be called again. */
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /**
     * What came out.
     *
     * @param bytes the whole file, ready to be read
     * @param cost the time it took to make, without waiting
     */
    record Rendition(Format format, Dimensions dimensions, ByteBuffer bytes, Duration cost) {}

    /**
     * Makes a rendition.
     *
     * @throws Fault of kind {@code UNPROCESSABLE} when the original is damaged, beyond the limits, or made a worker die;
     *     {@code UNSUPPORTED_TYPE} when its format cannot be read here; {@code NOT_ACCEPTABLE} when the wanted one cannot be written; {@code TIMEOUT} when it took too long;
     *     {@code UNAVAILABLE} when no worker is to be had
     */
    Rendition render(Source source, Transform transform);
}
