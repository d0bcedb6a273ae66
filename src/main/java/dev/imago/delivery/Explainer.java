package dev.imago.delivery;

import dev.imago.cache.MemoryTier;
import dev.imago.delivery.Whereabouts.Place;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.routing.Action;
import dev.imago.routing.Explained;
import dev.imago.routing.Explanation;
import dev.imago.routing.Match;
import dev.imago.routing.RouteRequest;
import dev.imago.routing.Router;
import dev.imago.store.BlobStat;
import dev.imago.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Says what would become of a request, and why: asks the rules, the memory, the catalog and the stores, and reads no image. Blocks. */
record Explainer(MemoryTier<HotSet> memory, Whereabouts whereabouts, Predicate<Match<Site>> holds) {
    Explained of(Router<Site> router, RouteRequest request) {
        Explanation<Site> explanation = Explanation.of(router, request, match -> Optional.of(holds.test(match)));
        if (explanation.match().isEmpty()) {
            return Explained.of(request, explanation, List.of());
        }
        Match<Site> match = explanation.match().get();
        Site site = match.target().under(match.dependence());
        Explained explained = Explained.of(
                request, explanation, site.stores().stream().map(Store::name).toList());
        List<Explained.Place> looked =
                match.keys().stream().flatMap(key -> looked(site, key).stream()).toList();
        boolean served = match.route().action() instanceof Action.Serve;
        return explained.with(
                looked,
                served ? Optional.of(source(match, looked)) : Optional.empty(),
                served ? Optional.of(site.caching().getFirst().value()) : Optional.empty());
    }

    private String source(Match<Site> match, List<Explained.Place> looked) {
        boolean hot = match.keys().stream()
                .anyMatch(key -> memory.get(key).flatMap(HotSet::original).isPresent());
        return hot
                ? "memory"
                : looked.stream()
                        .filter(place -> place.present().orElse(false))
                        .map(Explained.Place::store)
                        .findFirst()
                        .orElse("none");
    }

    private List<Explained.Place> looked(Site site, ImageKey key) {
        return whereabouts.of(site, key).inOrder().stream()
                .map(place -> look(place, key))
                .toList();
    }

    private static Explained.Place look(Place place, ImageKey key) {
        String by = place.entry().isPresent() ? "catalog" : "route";
        try {
            Optional<BlobStat> stat = place.store().stat(place.locator());
            return new Explained.Place(
                    place.store().name(),
                    key.toString(),
                    by,
                    Optional.of(stat.isPresent()),
                    stat.map(BlobStat::size),
                    stat.map(BlobStat::modified),
                    Optional.empty());
        } catch (Fault away) {
            return new Explained.Place(
                    place.store().name(),
                    key.toString(),
                    by,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(away.message()));
        }
    }
}
