package dev.imago.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What is in memory of one version of an image: its own bytes, renditions of it, or both. All of it comes and goes together, so
 * that a change of the image leaves no rendition behind. Immutable.
 *
 * @param renditions by what tells them apart, the newest last
 */
record HotSet(Optional<HotImage> original, Map<String, HotImage> renditions) {
    static final HotSet EMPTY = new HotSet(Optional.empty(), Map.of());

    /** More of one image are made again rather than kept. */
    static final int MOST_RENDITIONS = 64;

    /** This set with the image itself; renditions stay if they were made of the same version. */
    HotSet with(HotImage image) {
        return new HotSet(Optional.of(image), sameVersion(image) ? renditions : Map.of());
    }

    /** This set with a rendition; what belongs to another version is left out. */
    HotSet with(String name, HotImage rendition) {
        boolean same = sameVersion(rendition);
        SequencedMap<String, HotImage> more = new LinkedHashMap<>(same ? renditions : Map.of());
        more.remove(name);
        more.putLast(name, rendition);
        if (more.size() > MOST_RENDITIONS) {
            more.pollFirstEntry();
        }
        return new HotSet(same ? original : Optional.empty(), more);
    }

    Optional<HotImage> rendition(String name) {
        return Optional.ofNullable(renditions.get(name));
    }

    long weight() {
        long weight = original.map(HotImage::weight).orElse(0L);
        for (HotImage rendition : renditions.values()) {
            weight += rendition.weight();
        }
        return weight;
    }

    private boolean sameVersion(HotImage image) {
        Optional<HotImage> any = original.or(() -> renditions.values().stream().findAny());
        return any.isEmpty() || any.get().version().sameSource(image.version());
    }
}
