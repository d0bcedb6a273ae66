package dev.imago.delivery;

import dev.imago.cache.MemoryTier;
import dev.imago.cache.SingleFlight;
import dev.imago.delivery.RenditionRules.Instead;
import dev.imago.delivery.RenditionRules.Wish;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.routing.Match;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Answers what is not in memory: finds the image that an address means, or the rendition, and remembers what it meant. Thread-safe; blocks.
 *
 * <pre>
 *   its own name ─► the name in another case or encoding ─► an old name of a rendition ─► placeholder, 404
 * </pre>
 */
final class ColdPath {
    /** Finds what is to be answered of a key on a site. */
    private interface Lookup {
        Optional<Original> find(Site site, ImageKey key);
    }

    private record Flight(ImageKey key, Site site, long ticket) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Flight flight
                    && ticket == flight.ticket
                    && key.equals(flight.key)
                    && site.equals(flight.site);
        }

        @Override
        public int hashCode() {
            return key.hashCode();
        }
    }

    /** Something to answer, and which rendition of its image it is. */
    private record Found(Original original, Optional<Wish> wish) {}

    private final MemoryTier<HotSet> memory;
    private final Originals originals;
    private final Optional<RenditionReader> renditions;
    private final LongSupplier changes;
    private final Consumer<HotImage> lookAfter;
    private final SingleFlight<Flight, Optional<Original>> flights = new SingleFlight<>();

    /**
     * Wires the cold path.
     *
     * @param changes how many this node has heard of
     * @param lookAfter is told of images that are answered from memory
     */
    ColdPath(
            MemoryTier<HotSet> memory,
            Originals originals,
            Optional<RenditionReader> renditions,
            LongSupplier changes,
            Consumer<HotImage> lookAfter) {
        this.memory = memory;
        this.originals = originals;
        this.renditions = renditions;
        this.changes = changes;
        this.lookAfter = lookAfter;
    }

    /** @throws Fault what is wrong, to be answered */
    Answer answer(Addresses now, Match<Site> match, DeliveryRequest request) {
        Site site = match.target();
        Optional<Wish> wish = renditions.isEmpty()
                ? Optional.empty()
                : request.query().flatMap(query -> site.renditions().wish(request.path(), query));
        try {
            return answer(now, match, request, wish, this::load);
        } catch (Fault fault) {
            if (fault.kind() != Fault.Kind.CHANGED) {
                throw fault;
            }
            // It was replaced between the lookup and the opening: hold a version open before it is looked up.
            return answer(now, match, request, wish, originals::hold);
        }
    }

    /**
     * Whether the conditions of a match on its image hold: of what lies in the stores of its site, whatever lies elsewhere.
     *
     * @throws Fault where a store cannot tell
     */
    boolean holds(Match<Site> match) {
        Site site = match.target();
        Optional<Instant> modified = match.keys().isEmpty() ? Optional.empty() : modified(site, match.keys());
        return match.route().when().hold(modified, Instant.now());
    }

    private Optional<Instant> modified(Site site, List<ImageKey> keys) {
        Optional<ImageVersion> found = versions(site, keys);
        if (found.isEmpty() && site.ignoreCase()) {
            found = versions(site, originals.inOtherCase(keys));
        }
        return found.map(ImageVersion::modified);
    }

    private Optional<ImageVersion> versions(Site site, List<ImageKey> keys) {
        return keys.stream()
                .flatMap(key -> version(site, key).stream())
                .filter(version -> site.stores().contains(version.store()))
                .findFirst();
    }

    private Optional<ImageVersion> version(Site site, ImageKey key) {
        Optional<HotImage> hot = memory.get(key).flatMap(HotSet::original);
        if (hot.isPresent()) {
            lookAfter.accept(hot.get());
            return Optional.of(hot.get().version());
        }
        Optional<Original> found = originals.version(site, key);
        found.ifPresent(Original::close);
        return found.map(Original::version);
    }

    /** @throws Fault of kind {@code CONFLICT} where no renditions are made */
    Optional<List<Warmed>> warm(Site site, ImageKey key, List<Chosen> chosen) {
        return renditions
                .orElseThrow(() -> new Fault(Fault.Kind.CONFLICT, "No renditions are made here."))
                .warm(site, key, chosen);
    }

    private Answer answer(
            Addresses now, Match<Site> match, DeliveryRequest request, Optional<Wish> wish, Lookup ofOriginals) {
        Site site = match.target();
        long before = changes.getAsLong();
        List<ImageKey> readings = match.keys();
        Optional<Found> found;
        try {
            found = find(site, readings, request, wish, ofOriginals);
        } catch (Fault fault) {
            found = Optional.of(asBefore(now, site, request, ofOriginals, fault));
        }
        if (found.isEmpty()) {
            return ImageCors.allowing(site.policy(), request, missing(site, request));
        }
        try (Original original = found.get().original()) {
            ImageKey key = original.version().key();
            boolean secondChoice = !key.equals(match.key());
            if (isToBeKept(match, original, secondChoice)) {
                now.keep(
                        request,
                        new Addresses.Alias(
                                match.withKey(key),
                                secondChoice,
                                before,
                                found.get().wish()));
            }
            return Answers.of(site, original, request);
        }
    }

    /**
     * Whether an address is remembered: once its image is answered from memory, since most images that are not there are asked for once.
     * What was decided by the state of an image is decided anew each time.
     */
    private static boolean isToBeKept(Match<Site> match, Original original, boolean secondChoice) {
        return !match.dependence().image() && (secondChoice || Answers.source(original) == Answer.Source.MEMORY);
    }

    private Optional<Found> find(
            Site site, List<ImageKey> readings, DeliveryRequest request, Optional<Wish> wish, Lookup ofOriginals) {
        Lookup lookup = lookup(wish, request, ofOriginals);
        Optional<Original> found = firstOf(site, readings, lookup);
        if (found.isEmpty() && site.ignoreCase()) {
            found = firstOf(site, originals.inOtherCase(readings), lookup);
        }
        if (found.isPresent()) {
            return found.map(original -> new Found(original, wish));
        }
        return wish.isPresent() || renditions.isEmpty() ? Optional.empty() : byOldName(site, readings, request);
    }

    /** A file of an old name of a rendition is found before this. */
    private Optional<Found> byOldName(Site site, List<ImageKey> readings, DeliveryRequest request) {
        for (ImageKey key : readings) {
            Optional<Instead> instead = site.renditions().instead(key);
            if (instead.isPresent()) {
                Optional<Wish> wish = Optional.of(instead.get().wish());
                Optional<Original> found = find(site, instead.get().image(), wish, request);
                if (found.isPresent()) {
                    return Optional.of(new Found(found.get(), wish));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Original> find(Site site, ImageKey image, Optional<Wish> wish, DeliveryRequest request) {
        return lookup(wish, request, this::load).find(site, image);
    }

    private Lookup lookup(Optional<Wish> wish, DeliveryRequest request, Lookup ofOriginals) {
        if (wish.isPresent()) {
            renditions.ifPresent(RenditionReader::awaitReady);
        }
        return wish.map(asked -> asked.chosen(request))
                .<Lookup>map(
                        chosen -> (site, key) -> renditions.flatMap(reader -> reader.find(site, key, chosen, request)))
                .orElse(ofOriginals);
    }

    /**
     * While the catalog cannot tell which name in another case is meant, or whether there is a file of an old name, it is what was
     * meant before, if it is still there: an address that was answered goes on being answered.
     */
    private Found asBefore(Addresses now, Site site, DeliveryRequest request, Lookup ofOriginals, Fault fault) {
        Optional<Addresses.Alias> known = fault.kind() == Fault.Kind.UNAVAILABLE
                ? now.find(request).filter(Addresses.Alias::secondChoice)
                : Optional.empty();
        return known.flatMap(alias -> lookup(alias.wish(), request, ofOriginals)
                        .find(site, alias.match().key())
                        .map(original -> new Found(original, alias.wish())))
                .orElseThrow(() -> fault);
    }

    private static Optional<Original> firstOf(Site site, List<ImageKey> keys, Lookup lookup) {
        return keys.stream().flatMap(key -> lookup.find(site, key).stream()).findFirst();
    }

    /** One reading for all who ask at the same time; what was asked for after a change is never answered from before it. */
    private Optional<Original> load(Site site, ImageKey key) {
        Optional<HotImage> hot = memory.get(key).flatMap(HotSet::original);
        if (hot.isPresent()) {
            lookAfter.accept(hot.get());
            return Optional.of(new Original.InMemory(hot.get(), false));
        }
        long ticket = memory.ticket(key);
        return flights.run(new Flight(key, site, ticket), () -> {
            Optional<Original> original = originals.find(site, key);
            if (original.isPresent() && original.get() instanceof Original.InMemory(HotImage image, boolean justRead)) {
                memory.offer(
                        key, ticket, present -> present.orElse(HotSet.EMPTY).with(image));
            }
            return original;
        });
    }

    private Answer missing(Site site, DeliveryRequest request) {
        return site.policy()
                .placeholder()
                .flatMap(key -> load(site, key))
                .map(placeholder -> Placeholder.answer(site, placeholder, request))
                .orElseGet(() -> ProblemAnswer.missing(site).to(request.method()));
    }
}
