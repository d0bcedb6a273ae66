package dev.imago.cli.transfer;

import dev.imago.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Some bytes of a file, read in pieces as they are needed, so that any number of parts under way takes little memory. */
record FilePart(Path file, long offset, int length) implements Iterable<byte[]> {
    private static final int PIECE = 256 << 10;

    BodyPublisher publisher() {
        return BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(this), length);
    }

    /** @throws UncheckedIOException if the file cannot be read, or has become shorter */
    byte[] sha256() {
        MessageDigest sha256 = Digest.sha256();
        forEach(sha256::update);
        return sha256.digest();
    }

    @Override
    public Iterator<byte[]> iterator() {
        return new Iterator<>() {
            private int done;

            @Override
            public boolean hasNext() {
                return done < length;
            }

            @Override
            public byte[] next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                byte[] piece = read(offset + done, Math.min(PIECE, length - done));
                done += piece.length;
                return piece;
            }
        };
    }

    private byte[] read(long from, int count) {
        ByteBuffer piece = ByteBuffer.allocate(count);
        try (FileChannel channel = FileChannel.open(file)) {
            while (piece.hasRemaining()) {
                if (channel.read(piece, from + piece.position()) < 0) {
                    throw new IOException(file + ": has become shorter while it was uploaded");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return piece.array();
    }
}
