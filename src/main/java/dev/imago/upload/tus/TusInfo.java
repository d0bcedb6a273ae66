package dev.imago.upload.tus;

import dev.imago.image.Digest;
import dev.imago.image.ImageKey;
import dev.imago.upload.WriteConditions;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of an upload.
 *
 * @param id its name in the address; 32 hexadecimal digits of chance
 * @param key of the image that it becomes
 * @param length of all of it, in bytes
 * @param offset how many bytes are on the disk for sure
 * @param metadata as the client sent it
 * @param expires when it is removed unless more comes
 * @param result the digest of the image, once it is one
 */
public record TusInfo(
        String id,
        ImageKey key,
        long length,
        long offset,
        Optional<String> metadata,
        WriteConditions preconditions,
        Instant expires,
        Optional<Digest> result) {

    /** Whether all bytes are there. */
    public boolean complete() {
        return offset == length;
    }

    TusInfo at(long newOffset, Instant newExpires) {
        return new TusInfo(id, key, length, newOffset, metadata, preconditions, newExpires, result);
    }

    TusInfo finished(Digest digest, Instant newExpires) {
        return new TusInfo(id, key, length, offset, metadata, preconditions, newExpires, Optional.of(digest));
    }
}
