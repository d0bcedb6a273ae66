package dev.imago.delivery;

import dev.imago.os.Pages;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The body of an answer. Its length is in the answer's {@code Content-Length}. */
public sealed interface Body {
    /** No bytes follow: the answer to HEAD, 304, 204. */
    Body NONE = new None();

    /** See {@link #NONE}. */
    record None() implements Body {}

    /**
     * Bytes in memory, shared by all answers: a reader takes a duplicate and never changes it.
     *
     * @param pages where the same bytes lie, as long as the buffer is held, if they can be handed to a socket without a copy
     */
    record Memory(ByteBuffer bytes, Optional<Pages> pages) implements Body {
        public Memory(ByteBuffer bytes) {
            this(bytes, Optional.empty());
        }

        /** A part of them. */
        public Memory part(ByteRange range) {
            int offset = (int) range.offset();
            return new Memory(bytes.slice(offset, (int) range.length()), pages.map(first -> first.from(offset)));
        }
    }

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
