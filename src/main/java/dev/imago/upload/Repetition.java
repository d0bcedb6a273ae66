package dev.imago.upload;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Store;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Tells an upload of what is there already. What the store holds is read for that: whoever uploads an image again that the disk has
 * damaged is to mend it.
 */
final class Repetition {
    private static final int BUFFER_BYTES = 128 << 10;

    private Repetition() {}

    /** Whether the image has these bytes already, and the store still has them. */
    static boolean of(CatalogEntry entry, Spool received, Store store) {
        return entry.digest().equals(received.digest()) && entry.store().equals(store.name()) && holds(store, entry);
    }

    private static boolean holds(Store store, CatalogEntry entry) {
        try {
            Optional<Blob> opened = store.open(entry.locator(), ByteRange.ALL);
            if (opened.isEmpty()) {
                return false;
            }
            try (Blob blob = opened.get()) {
                return blob.stat().validator().equals(entry.validator())
                        && digest(blob).equals(entry.digest());
            }
        } catch (Fault unreadable) {
            return false;
        }
    }

    private static Digest digest(Blob blob) {
        MessageDigest computation = Digest.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (blob.read(buffer.clear()) >= 0) {
            computation.update(buffer.flip());
        }
        return Digest.of(computation);
    }
}
