package dev.imago.delivery;

import dev.imago.cache.CachedFile;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.Renderer.Rendition;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A rendition, ready to be answered.
 *
 * @param bytes outside the heap, as sockets take them
 * @param digest of the bytes
 */
record MadeRendition(Format format, ByteBuffer bytes, Digest digest) {
    static MadeRendition of(Rendition rendition) {
        var computation = Digest.sha256();
        computation.update(rendition.bytes().duplicate());
        return new MadeRendition(rendition.format(), direct(rendition.bytes()), Digest.of(computation));
    }

    /** Empty when the file turns out to be damaged. */
    static Optional<MadeRendition> of(CachedFile file) {
        try {
            return file.whole().map(bytes -> new MadeRendition(file.facts().format(), direct(bytes), file.digest()));
        } catch (Fault unreadable) {
            return Optional.empty();
        }
    }

    private static ByteBuffer direct(ByteBuffer bytes) {
        return bytes.isDirect()
                ? bytes
                : ByteBuffer.allocateDirect(bytes.remaining())
                        .put(bytes.duplicate())
                        .flip();
    }
}
