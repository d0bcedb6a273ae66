package dev.imago.routing;

import dev.imago.image.ImageKey;
import java.util.List;
import java.util.Optional;

/**
 * What an address leads to.
 *
 * @param target that of the route, unless another was put in its place
 * @param keys of the image; there are several where its bytes can be read in several encodings, none where a redirect or a 410 needs none
 * @param location where a redirect leads
 */
public record Match<T>(
        Route<T> route, T target, List<ImageKey> keys, Optional<String> location, Dependence dependence) {
    public Match {
        keys = List.copyOf(keys);
    }

    /** The key that is meant first. */
    public ImageKey key() {
        return keys.getFirst();
    }

    /** Keys that are meant if there is no image of the first. */
    public List<ImageKey> otherReadings() {
        return keys.subList(1, keys.size());
    }

    /** The same match, decided for another key. */
    public Match<T> withKey(ImageKey other) {
        return new Match<>(route, target, List.of(other), location, dependence);
    }

    /** The same match with another target. */
    public Match<T> withTarget(T other) {
        return new Match<>(route, other, keys, location, dependence);
    }
}
