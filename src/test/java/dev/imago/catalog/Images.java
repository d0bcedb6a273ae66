package dev.imago.catalog;

import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.store.Locator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Entries and mutations for tests; the text stands for the bytes. */
public final class Images {
    private Images() {}

    public static CatalogEntry entry(String key, String text) {
        return new CatalogEntry(
                ImageKey.of(key),
                "local",
                new Locator(key),
                "validator of " + text,
                digest(text),
                text.length(),
                Format.JPEG,
                Optional.of(new Dimensions(640, 480)),
                Instant.parse("2026-03-01T10:00:00.123456Z"),
                Instant.parse("2026-03-02T10:00:00.654321Z"),
                0);
    }

    public static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Mutation put(String key, String text) {
        return new Mutation.Put(entry(key, text), Cause.REQUEST, OptionalLong.empty());
    }

    public static Mutation put(String key, String text, long expected) {
        return new Mutation.Put(entry(key, text), Cause.REQUEST, OptionalLong.of(expected));
    }

    public static Mutation delete(String key) {
        return new Mutation.Delete(ImageKey.of(key), Cause.ADOPTION, OptionalLong.empty());
    }

    public static Mutation delete(String key, long expected) {
        return new Mutation.Delete(ImageKey.of(key), Cause.REQUEST, OptionalLong.of(expected));
    }

    /** A new mark of what is known by this entry. */
    public static Mutation revalidate(CatalogEntry entry, String validator) {
        CatalogEntry marked = new CatalogEntry(
                entry.key(),
                entry.store(),
                entry.locator(),
                validator,
                entry.digest(),
                entry.size(),
                entry.format(),
                entry.dimensions(),
                entry.modified(),
                entry.created(),
                0);
        return new Mutation.Revalidate(marked, Cause.ADOPTION, OptionalLong.empty());
    }
}
