package dev.imago.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.util.Optional;

/**
 * Digests of files that were inspected on the main path and are not in the catalog yet, so that a large one is not read
 * through for every request while the catalog is down or behind. Bounded by number.
 */
final class KnownVersions {
    private static final int MOST = 10_000;

    private record Place(String store, Locator locator, String validator) {}

    private final Cache<Place, ImageVersion> versions =
            Caffeine.newBuilder().maximumSize(MOST).build();

    Optional<ImageVersion> get(Store store, Locator locator, String validator) {
        return Optional.ofNullable(versions.getIfPresent(new Place(store.name(), locator, validator)));
    }

    void remember(ImageVersion version) {
        versions.put(new Place(version.store().name(), version.locator(), version.validator()), version);
    }
}
