package dev.imago.delivery;

import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import java.nio.ByteBuffer;
import java.util.List;

/** The body of an answer. Its length is in the answer's {@code Content-Length}. */
public sealed interface Body {
    /** No bytes follow: the answer to HEAD, 304, 204. */
    Body NONE = new None();

    /** See {@link #NONE}. */
    record None() implements Body {}

    /** Bytes in memory, shared by all answers: a reader takes a duplicate and never changes it. */
    record Memory(ByteBuffer bytes) implements Body {}

    /** A blob, from its start to its end. The writer closes it, whatever happens. */
    record Stream(Blob blob) implements Body {}

    /** Several ranges of one image, as the parts of a {@code multipart/byteranges} (RFC 9110 §14.6). */
    record Parts(List<Part> parts, String closing) implements Body {}

    /**
     * One part.
     *
     * @param heading the delimiter and the part's header fields, ready to be written, in ASCII
     */
    record Part(String heading, PartSource source) {}

    /** Opens the bytes of a part at the time when they are to be written. */
    interface PartSource {
        ByteRange range();

        /** The part's bytes; the writer closes it. Throws a {@code CHANGED} fault if the image is another by now. */
        Blob open();
    }
}
