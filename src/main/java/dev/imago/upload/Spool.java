package dev.imago.upload;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with bytes that were received whole, and their digest. Whatever becomes of it, closing it removes what is left of
 * the file.
 *
 * @param size in bytes
 */
public record Spool(Path file, long size, Digest digest) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    /**
     * A file that somebody else wrote, such as a resumed upload. It belongs to the spool from now on.
     *
     * @throws Fault of kind {@code UNAVAILABLE} when it cannot be read
     */
    public static Spool of(Path file) {
        MessageDigest digest = Digest.sha256();
        byte[] buffer = new byte[Receiver.BUFFER];
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                size += count;
            }
        } catch (IOException e) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The received bytes cannot be read back.", e);
        }
        return new Spool(file, size, Digest.of(digest));
    }

    @Override
    public void close() {
        remove(file);
    }

    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("The spool file {} could not be removed; the next start does it.", file, e);
        }
    }
}
