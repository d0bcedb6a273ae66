package dev.imago.store.s3;

import dev.imago.image.Fault;
import dev.imago.store.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A part of a spool file that is sent in one request.
 *
 * @param offset of its first byte
 * @param length in bytes
 */
record Slice(Path file, long offset, long length) {
    private static final int BUFFER_BYTES = 64 << 10;

    /**
     * The whole file.
     *
     * @throws Fault of kind {@code INTERNAL} when the file is not what is said of it
     */
    static Slice all(Content content) {
        try {
            if (Files.size(content.file()) != content.size()) {
                throw new Fault(Fault.Kind.INTERNAL, "The spooled upload is not complete.");
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return new Slice(content.file(), 0, content.size());
    }

    /** The part that starts so many bytes after this one's start. */
    Slice part(long start, long most) {
        return new Slice(file, offset + start, Math.min(most, length - start));
    }

    /** The MD5 of the bytes, which the service compares with what it received. */
    byte[] md5() {
        try (InputStream in = open()) {
            MessageDigest computation = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[BUFFER_BYTES];
            long left = length;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException(file + " became shorter");
                }
                computation.update(buffer, 0, read);
                left -= read;
            }
            return computation.digest();
        } catch (IOException e) {
            throw unreadable(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** From its first byte on, and beyond its end. */
    InputStream open() throws IOException {
        return Channels.newInputStream(FileChannel.open(file).position(offset));
    }

    static Fault unreadable(IOException e) {
        return new Fault(Fault.Kind.INTERNAL, "The spooled upload cannot be read.", e);
    }
}
