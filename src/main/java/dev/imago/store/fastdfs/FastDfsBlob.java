package dev.imago.store.fastdfs;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A file that is read in pieces, each by a request of its own to whichever storage has it: a slow reader holds no connection, and a
 * storage that dies in the middle of an image costs one request.
 */
final class FastDfsBlob implements Blob {
    /** What is read at the first touch, and at least with each later one: most images are not much larger. */
    static final int PIECE = 128 << 10;

    private static final int LARGEST_PIECE = 4 << 20;

    /** Where pieces come from. */
    interface Source {
        /** Fills the buffer from the offset on. @return whether the file is there */
        boolean read(FileId file, long offset, ByteBuffer target);

        /** What the file is, if it is there. */
        Optional<BlobStat> stat(FileId file);
    }

    /** Bytes of the file that were read already. */
    private record Piece(long offset, ByteBuffer bytes) {
        boolean has(long position) {
            return position >= offset && position < offset + bytes.limit();
        }
    }

    private final Source source;
    private final FileId file;
    private final BlobStat stat;
    private final long end;
    private Piece piece;
    private long position;

    private FastDfsBlob(Source source, FileId file, BlobStat stat, ByteRange range, Piece piece) {
        this.source = source;
        this.file = file;
        this.stat = stat;
        this.position = range.offset();
        this.end = range.offset() + range.lengthWithin(stat.size());
        this.piece = piece;
    }

    /** Opens a file, if it is there. What its name tells need not be asked. */
    static Optional<Blob> open(Source source, FileId file, ByteRange range) {
        Optional<BlobStat> stat = file.tellsAll() && range.lengthWithin(file.size()) > 0
                ? Optional.of(ReplicatedFiles.statOf(file))
                : source.stat(file);
        if (stat.isEmpty()) {
            return Optional.empty();
        }
        long length = Math.min(PIECE, range.lengthWithin(stat.get().size()));
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        if (length > 0 && !source.read(file, range.offset(), bytes)) {
            return Optional.empty();
        }
        return Optional.of(new FastDfsBlob(source, file, stat.get(), range, new Piece(range.offset(), bytes.flip())));
    }

    @Override
    public BlobStat stat() {
        return stat;
    }

    @Override
    public int read(ByteBuffer target) {
        if (position >= end) {
            return -1;
        }
        int wanted = (int) Math.min(Math.min(target.remaining(), LARGEST_PIECE), end - position);
        if (wanted == 0) {
            return 0;
        }
        if (!piece.has(position) && wanted < PIECE) {
            ByteBuffer next = ByteBuffer.allocate((int) Math.min(PIECE, end - position));
            fetch(next);
            piece = new Piece(position, next.flip());
        }
        int read = piece.has(position) ? copy(target, wanted) : direct(target, wanted);
        position += read;
        if (position >= end && !file.tellsAll()) {
            requireSame();
        }
        return read;
    }

    private int copy(ByteBuffer target, int wanted) {
        int from = (int) (position - piece.offset());
        int count = Math.min(wanted, piece.bytes().limit() - from);
        target.put(target.position(), piece.bytes(), from, count).position(target.position() + count);
        return count;
    }

    private int direct(ByteBuffer target, int wanted) {
        int limit = target.limit();
        try {
            fetch(target.limit(target.position() + wanted));
        } finally {
            target.limit(limit);
        }
        return wanted;
    }

    private void fetch(ByteBuffer target) {
        if (!source.read(file, position, target)) {
            throw new Fault(Fault.Kind.CHANGED, "The image was removed while it was read.");
        }
    }

    /** A file that can be overwritten may have been. */
    private void requireSame() {
        if (!source.stat(file).equals(Optional.of(stat))) {
            throw new Fault(Fault.Kind.CHANGED, "The image was changed while it was read.");
        }
    }

    @Override
    public Blob again(ByteRange range) {
        return new FastDfsBlob(source, file, stat, range, piece);
    }

    @Override
    public void close() {
        // Nothing is held between two reads.
    }
}
