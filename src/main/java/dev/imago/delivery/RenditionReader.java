package dev.imago.delivery;

import dev.imago.cache.MemoryTier;
import dev.imago.image.ImageKey;
import dev.imago.transform.Asker;
import java.util.List;
import java.util.Optional;

/** Finds renditions for requests: in memory, or of the current version of their image. Thread-safe; blocks. */
record RenditionReader(MemoryTier<HotSet> memory, Originals originals, Renditions renditions, long maxInMemory) {
    void awaitReady() {
        renditions.awaitReady();
    }

    /** Sees to it that renditions of an image are on disk; nothing when there is no such image. */
    Optional<List<Warmed>> warm(Site site, ImageKey key, List<Chosen> chosen) {
        renditions.awaitReady();
        Optional<Original> version = originals.version(site, key);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        try (Original original = version.get()) {
            return Optional.of(renditions.warm(original, chosen));
        }
    }

    /**
     * The rendition of an image.
     *
     * @return nothing when there is no such image
     */
    Optional<Original> find(Site site, ImageKey key, Chosen chosen, Asker asker) {
        Optional<HotImage> hot = memory.get(key).flatMap(set -> set.rendition(chosen.name()));
        if (hot.isPresent()) {
            return Optional.of(new Original.InMemory(hot.get(), false));
        }
        long ticket = memory.ticket(key);
        Optional<Original> version = originals.version(site, key);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        try (Original original = version.get()) {
            HotImage made = renditions.of(original, chosen, asker);
            if (made.bytes().remaining() <= maxInMemory) {
                memory.offer(
                        key, ticket, present -> present.orElse(HotSet.EMPTY).with(chosen.name(), made));
            }
            return Optional.of(new Original.InMemory(made, true));
        }
    }
}
