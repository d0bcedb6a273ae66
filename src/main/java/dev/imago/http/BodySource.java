package dev.imago.http;

import dev.imago.delivery.Body;
import dev.imago.image.Fault;
import dev.imago.store.Blob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The bytes of a body from front to back, whether they come from one blob or from parts. Blocking; used by one thread at a time. */
final class BodySource implements AutoCloseable {
    /** What is still to come: headings as they are, parts to be opened. */
    private sealed interface Piece {
        record Ready(ByteBuffer bytes) implements Piece {}

        record Later(Body.PartSource source) implements Piece {}
    }

    private final Deque<Piece> pieces = new ArrayDeque<>();
    private Optional<Blob> open;
    private long remaining;

    private BodySource(Optional<Blob> open, long length) {
        this.open = open;
        this.remaining = length;
    }

    /** @param length of the whole body in bytes */
    static BodySource of(Body.Stream body, long length) {
        return new BodySource(Optional.of(body.blob()), length);
    }

    /** @param length of the whole body in bytes */
    static BodySource of(Body.Parts body, long length) {
        BodySource source = new BodySource(Optional.empty(), length);
        for (Body.Part part : body.parts()) {
            source.pieces.add(new Piece.Ready(ascii(part.heading())));
            source.pieces.add(new Piece.Later(part.source()));
        }
        source.pieces.add(new Piece.Ready(ascii(body.closing())));
        return source;
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Bytes that are still to be read. */
    long remaining() {
        return remaining;
    }

    /**
     * Fills the buffer, or writes all that remains to it.
     *
     * @throws Fault as {@link Blob#read}; of kind {@code CHANGED} also if there are fewer bytes than the length promised
     */
    void fill(ByteBuffer target) {
        while (target.hasRemaining() && remaining > 0) {
            int before = target.position();
            if (open.isPresent()) {
                fromBlob(open.get(), target);
            } else {
                next(target);
            }
            remaining -= target.position() - before;
        }
    }

    private void fromBlob(Blob blob, ByteBuffer target) {
        int limit = target.limit();
        target.limit((int) Math.min(limit, target.position() + remaining));
        int n = blob.read(target);
        target.limit(limit);
        if (n < 0) {
            blob.close();
            open = Optional.empty();
            if (pieces.isEmpty()) {
                throw new Fault(Fault.Kind.CHANGED, "The image became shorter while it was sent.");
            }
        }
    }

    private void next(ByteBuffer target) {
        switch (pieces.peek()) {
            case null -> throw new Fault(Fault.Kind.CHANGED, "The image became shorter while it was sent.");
            case Piece.Ready(ByteBuffer bytes) -> {
                int n = Math.min(bytes.remaining(), target.remaining());
                target.put(bytes.slice(bytes.position(), n));
                bytes.position(bytes.position() + n);
                if (!bytes.hasRemaining()) {
                    pieces.remove();
                }
            }
            case Piece.Later(Body.PartSource source) -> {
                pieces.remove();
                open = Optional.of(source.open());
            }
        }
    }

    @Override
    public void close() {
        open.ifPresent(Blob::close);
        open = Optional.empty();
        pieces.clear();
    }
}
