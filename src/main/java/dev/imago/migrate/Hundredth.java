package dev.imago.migrate;

import dev.imago.image.Digest;
import dev.imago.image.ImageKey;
import java.nio.charset.StandardCharsets;

/** Divides keys into a hundred parts of about the same size, on all nodes alike. */
final class Hundredth {
    static final int PARTS = 100;

    private Hundredth() {}

    /** From 0 to 99. */
    static int of(ImageKey key) {
        byte[] hash = Digest.of(key.value().getBytes(StandardCharsets.UTF_8)).bytes();
        return ((hash[0] & 0xff) << 16 | (hash[1] & 0xff) << 8 | (hash[2] & 0xff)) % PARTS;
    }
}
