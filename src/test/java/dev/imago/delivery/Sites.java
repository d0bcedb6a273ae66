package dev.imago.delivery;

import dev.imago.image.ImageKey;
import dev.imago.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sites in front of a store, for tests. */
final class Sites {
    private Sites() {}

    static Site of(Store store, Optional<ImageKey> placeholder) {
        var policy = new DeliveryPolicy(
                Duration.ofDays(1),
                false,
                Optional.empty(),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(10),
                placeholder,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false);
        return Site.of("site", List.of(store), policy, false, RenditionRules.NONE);
    }
}
