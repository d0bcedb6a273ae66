package dev.imago.transform;

import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes renditions. Thread-safe; blocks the calling thread, which may be virtual and may be interrupted. */
public interface Renderer {
    /** The bytes of an original. */
    interface Source {
        /** Of exactly these bytes. */
        Digest digest();

        Format format();

        /** What people know it by, for the log. */
        default String name() {
            return "an image";
        }

        /** In bytes. */
        long size();

        /** Writes all bytes. May be called again. */
        void writeTo(WritableByteChannel channel) throws IOException;

        /** Where these bytes are a {@link Mezzanine}: the size of the upright original, from which the sizes of results follow. */
        default Optional<Dimensions> standsFor() {
            return Optional.empty();
        }
    }

    /**
     * What was seen of an original.
     *
     * @param upright its size, with its orientation applied
     * @param plain whether it has one frame, no transparency and 8 bits a band
     */
    record Seen(Dimensions upright, boolean plain) {}

    /**
     * What came out.
     *
     * @param bytes the whole file, ready to be read
     * @param cost the time it took to make, without waiting
     * @param seen what it was made of
     */
    record Rendition(Format format, Dimensions dimensions, ByteBuffer bytes, Duration cost, Seen seen) {}

    /** Hears what became of each of several transforms, in any order, each once. Called by the thread that waits for all of them. */
    interface Results {
        /** @param which of the transforms, counted from 0 */
        void made(int which, Rendition rendition);

        /** @param which of the transforms, counted from 0 */
        void refused(int which, Fault why);
    }

    /**
     * Makes a rendition.
     *
     * @throws Fault of kind {@code UNPROCESSABLE} when the original is damaged, beyond the limits, or made a worker die;
     *     {@code UNSUPPORTED_TYPE} when its format cannot be read here; {@code NOT_ACCEPTABLE} when the wanted one cannot be written; {@code TIMEOUT} when it took too long;
     *     {@code UNAVAILABLE} when no worker is to be had
     */
    default Rendition render(Source source, Transform transform) {
        var only = new OnlyResult();
        renderAll(source, List.of(transform), only);
        return only.get();
    }

    /**
     * Makes several renditions of one original, which is decoded once where it can be: each is made from the nearest larger one, and
     * handed over as soon as it is there. Each has the limits and the deadline of one. When this returns, all have been heard of;
     * faults are those of {@link #render}.
     */
    void renderAll(Source source, List<Transform> transforms, Results results);
}
