package dev.imago.migrate;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.image.ImageKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What there is of the images of a migration on both sides, image by image, in the order of keys. Thread-safe; blocks. */
public final class Proof {
    private static final int PAGE = 500;

    private final Catalog catalog;
    private final Copies copies;

    Proof(Catalog catalog, Copies copies) {
        this.catalog = catalog;
        this.copies = copies;
    }

    /**
     * A copy that counts.
     *
     * @param verified when it was last read, and had the digest of the image
     */
    public record Further(String store, String locator, Optional<Instant> verified) {}

    /**
     * An image.
     *
     * @param digest SHA-256 in hexadecimal digits
     * @param size in bytes
     * @param store where it counts
     * @param copy on the other side, if there is one
     */
    public record Line(String key, String digest, long size, String store, String locator, Optional<Further> copy) {}

    /** The lines of the next few images behind a key; none at the end. */
    public List<Line> lines(Migration migration, Optional<String> after) {
        List<CatalogEntry> page = catalog.list(migration.plan().prefix(), after.map(ImageKey::new), PAGE);
        if (page.isEmpty()) {
            return List.of();
        }
        Map<ImageKey, List<Copy>> known = copies
                .between(page.getFirst().key(), page.getLast().key())
                .stream()
                .collect(Collectors.groupingBy(Copy::key));
        return page.stream()
                .map(image -> line(migration, image, known.getOrDefault(image.key(), List.of())))
                .toList();
    }

    private static Line line(Migration migration, CatalogEntry image, List<Copy> known) {
        Optional<Further> further = known.stream()
                .filter(copy -> copy.counts(image))
                .filter(copy -> migration
                        .other(image.store())
                        .filter(copy.store()::equals)
                        .isPresent())
                .map(copy -> new Further(copy.store(), copy.locator().value(), copy.verified()))
                .findFirst();
        return new Line(
                image.key().value(),
                image.digest().hex(),
                image.size(),
                image.store(),
                image.locator().value(),
                further);
    }
}
