package dev.imago.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imago.store.Locator;
import java.util.Optional;

/**
 * Digests of files that were inspected on the main path and are not in the catalog yet, so that a large one is not read
 * through for every request while the catalog is down or behind. Bounded by number.
 */
final class KnownVersions {
    private static final int MOST = 10_000;

    /** Names a version for good, unlike its key. */
    record Mark(String store, Locator locator, String validator) {}

    private final Cache<Mark, ImageVersion> versions =
            Caffeine.newBuilder().maximumSize(MOST).build();

    Optional<ImageVersion> get(Mark mark) {
        return Optional.ofNullable(versions.getIfPresent(mark));
    }

    void remember(ImageVersion version) {
        versions.put(new Mark(version.store().name(), version.locator(), version.validator()), version);
    }
}
