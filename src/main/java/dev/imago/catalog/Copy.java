package dev.imago.catalog;

import dev.imago.image.Digest;
import dev.imago.image.ImageKey;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A further place of an image's bytes. It counts only while its digest is the image's: a replaced image makes its old copies
 * worthless by itself, whoever replaced it. One that does not count is a place where bytes may lie that are to be removed; so is
 * one whose image is gone.
 *
 * @param validator the store's mark of the version; empty while it is in doubt: it was planned, and nobody knows what came of it
 * @param digest of the bytes that were put there, or were to be
 * @param size in bytes
 * @param verified when they were last read there and had this digest; in doubt: since when
 */
public record Copy(
        ImageKey key,
        String store,
        Locator locator,
        String validator,
        Digest digest,
        long size,
        Optional<Instant> verified) {
    private static final Duration SETTLED = Duration.ofMinutes(1);

    /** What is about to be put; known before, so that a crash leaves no bytes that nobody knows of. */
    public static Copy planned(CatalogEntry image, String store, Locator locator) {
        return new Copy(image.key(), store, locator, "", image.digest(), image.size(), Optional.empty());
    }

    /** The same of bytes that are no image yet. */
    public static Copy planned(ImageKey key, String store, Locator locator, Content content) {
        return new Copy(key, store, locator, "", content.digest(), content.size(), Optional.empty());
    }

    /** What was put. */
    public static Copy of(CatalogEntry image, String store, Stored stored) {
        return new Copy(
                image.key(),
                store,
                stored.locator(),
                stored.stat().validator(),
                image.digest(),
                image.size(),
                Optional.empty());
    }

    /** The place where an image counts, as a copy. */
    public static Copy of(CatalogEntry image) {
        return new Copy(
                image.key(),
                image.store(),
                image.locator(),
                image.validator(),
                image.digest(),
                image.size(),
                Optional.empty());
    }

    /** Whether nobody knows what lies there. */
    public boolean inDoubt() {
        return validator.isEmpty();
    }

    /** Whether a put that was broken off may still come to its end there: a service goes on with what it has been sent. */
    public boolean maySettle(Instant now) {
        return inDoubt()
                && verified.filter(since -> since.plus(SETTLED).isAfter(now)).isPresent();
    }

    /** The same when nobody knows any more whether the bytes are still there. */
    public Copy doubted() {
        return new Copy(key, store, locator, "", digest, size, Optional.empty());
    }

    /** Whether it is the very place where the image counts. */
    public boolean isPlaceOf(CatalogEntry image) {
        return store.equals(image.store()) && locator.equals(image.locator());
    }

    /** Whether these are the bytes of the image, at another place. */
    public boolean counts(CatalogEntry image) {
        return !inDoubt() && digest.equals(image.digest()) && !isPlaceOf(image);
    }

    /** The image as it lies here. */
    public CatalogEntry as(CatalogEntry image) {
        return new CatalogEntry(
                image.key(),
                store,
                locator,
                validator,
                image.digest(),
                image.size(),
                image.format(),
                image.dimensions(),
                image.modified(),
                image.created(),
                image.version());
    }
}
