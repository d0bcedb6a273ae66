package dev.imago.cache;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An open file of the {@link DiskTier}. It keeps its bytes until it is closed, also when it is evicted, removed or replaced
 * meanwhile. Thread-safe: reading has no position.
 */
public final class CachedFile implements AutoCloseable {
    /** Small enough that the buffers which the JDK keeps for a thread stay small. */
    private static final int STEP = 64 << 10;

    private final FileChannel channel;
    private final FileHeader header;
    private final long start;

    private CachedFile(FileChannel channel, FileHeader header, long start) {
        this.channel = channel;
        this.header = header;
        this.start = start;
    }

    /**
     * Opens a file and reads its header. Empty when the file is not whole by its header.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    static Optional<CachedFile> open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        Optional<CachedFile> file = Optional.empty();
        try {
            ByteBuffer first = ByteBuffer.allocate(FileHeader.MOST);
            while (first.hasRemaining() && channel.read(first, first.position()) > 0) {}
            first.flip();
            long size = channel.size();
            file = FileHeader.decode(first)
                    .filter(header -> first.position() + header.length() == size)
                    .map(header -> new CachedFile(channel, header, first.position()));
            return file;
        } finally {
            if (file.isEmpty()) {
                channel.close();
            }
        }
    }

    FileHeader header() {
        return header;
    }

    long onDisk() {
        return DiskFolder.onDisk(start + length());
    }

    public CachedFacts facts() {
        return header.facts();
    }

    /** Of the bytes that are read from here. */
    public Digest digest() {
        return header.content();
    }

    public long length() {
        return header.length();
    }

    /**
     * Reads bytes from a place on; at least one, unless that is the end or the buffer is full.
     *
     * @return how many were read, or -1 at the end
     * @throws Fault of kind {@code UNAVAILABLE} when the disk fails, {@code CHANGED} when somebody cut the file off
     */
    public int read(ByteBuffer target, long position) {
        if (position >= length()) {
            return -1;
        }
        int most = (int) Math.min(Math.min(STEP, target.remaining()), length() - position);
        try {
            int count = channel.read(target.slice(target.position(), most), start + position);
            if (count < 0) {
                throw new Fault(Fault.Kind.CHANGED, "The cached file was cut off.");
            }
            target.position(target.position() + count);
            return count;
        } catch (IOException e) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The cache on disk cannot be read.", e);
        }
    }

    /**
     * All bytes, held against their digest each time. Empty when they are not what was written.
     *
     * @throws Fault of kind {@code UNAVAILABLE} when the disk fails
     */
    public Optional<ByteBuffer> whole() {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length()));
        try {
            while (read(bytes, bytes.position()) > 0) {}
        } catch (Fault fault) {
            if (fault.kind() == Fault.Kind.CHANGED) {
                return Optional.empty();
            }
            throw fault;
        }
        bytes.flip();
        var computation = Digest.sha256();
        computation.update(bytes.duplicate());
        return Digest.of(computation).equals(digest()) ? Optional.of(bytes) : Optional.empty();
    }

    /** Whether the bytes are what was written. Reads all of them. */
    boolean sound() throws IOException {
        var computation = Digest.sha256();
        ByteBuffer step = ByteBuffer.allocate((int) Math.min(STEP, Math.max(1, length())));
        for (long at = start; at < start + length(); ) {
            int count = channel.read(step.clear(), at);
            if (count < 0) {
                return false;
            }
            computation.update(step.flip());
            at += count;
        }
        return Digest.of(computation).equals(digest());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException nothingWasWritten) {
            // and so nothing is lost
        }
    }
}
