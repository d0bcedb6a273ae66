package dev.imago.upload;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.store.DiskFaults;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.OptionalLong;

/** Writes what arrives into a spool file and computes its digest meanwhile. */
final class Receiver {
    static final int BUFFER = 64 << 10;

    private final long maxBytes;

    Receiver(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Refuses at once what says itself that it is too large, so that it need not be sent. */
    void require(OptionalLong declaredLength) {
        if (declaredLength.isPresent() && declaredLength.getAsLong() > maxBytes) {
            throw tooLarge();
        }
    }

    /** Reads to the end. What fails leaves no file. */
    Spool receive(InputStream body, Path file) {
        boolean done = false;
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Spool spool = copy(body, out, file);
            done = true;
            return spool;
        } catch (IOException e) {
            throw DiskFaults.of(e, "The upload could not be written to the disk.");
        } finally {
            if (!done) {
                Spool.remove(file);
            }
        }
    }

    private Spool copy(InputStream body, FileChannel out, Path file) throws IOException {
        MessageDigest digest = Digest.sha256();
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
            size += count;
            if (size > maxBytes) {
                throw tooLarge();
            }
            digest.update(buffer, 0, count);
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
        return new Spool(file, size, Digest.of(digest));
    }

    /** A client that goes away or stalls is told from a disk that fails. */
    private static int read(InputStream body, byte[] buffer) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INVALID, "The upload was cut off, or too slow, before its end.", e);
        }
    }

    private Fault tooLarge() {
        return new Fault(Fault.Kind.TOO_LARGE, "The image is larger than the " + maxBytes + " bytes allowed here.");
    }
}
