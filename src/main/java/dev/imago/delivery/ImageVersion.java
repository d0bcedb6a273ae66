package dev.imago.delivery;

import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.BlobStat;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Exactly one version of an image, and where its bytes are.
 *
 * @param size in bytes
 * @param validator the store's mark of the version that the digest belongs to
 * @param freshFor how long it may be taken for the current one before its store is asked again, if the store says so
 * @param vary the request header fields that it was chosen by, as {@code Vary} names them (RFC 9110 §12.5.5)
 */
record ImageVersion(
        ImageKey key,
        Store store,
        Locator locator,
        String validator,
        Digest digest,
        long size,
        Format format,
        Instant modified,
        Optional<Duration> freshFor,
        Optional<String> vary) {
    /** A version that is the same for all who ask. */
    ImageVersion(
            ImageKey key,
            Store store,
            Locator locator,
            String validator,
            Digest digest,
            long size,
            Format format,
            Instant modified) {
        this(key, store, locator, validator, digest, size, format, modified, Optional.empty(), Optional.empty());
    }

    BlobStat stat() {
        return new BlobStat(size, validator, modified);
    }

    /** Whether both are, or were made of, the same bytes of the same store. */
    boolean sameSource(ImageVersion other) {
        return store.equals(other.store) && locator.equals(other.locator) && validator.equals(other.validator);
    }

    /** A rendition of this version: its bytes are others, but it lives and dies with this one. */
    ImageVersion rendered(
            Digest renditionDigest, long renditionSize, Format renditionFormat, Optional<String> chosenBy) {
        return new ImageVersion(
                key,
                store,
                locator,
                validator,
                renditionDigest,
                renditionSize,
                renditionFormat,
                modified,
                freshFor,
                chosenBy);
    }

    ImageVersion withModified(Instant time) {
        return new ImageVersion(key, store, locator, validator, digest, size, format, time, freshFor, vary);
    }
}
