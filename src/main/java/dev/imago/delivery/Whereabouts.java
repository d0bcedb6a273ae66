package dev.imago.delivery;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Locating;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where an image may lie: where the catalog says, or else in the stores of its site. Thread-safe; blocks. */
record Whereabouts(Catalog catalog, Stores stores) {
    private static final Logger LOG = LoggerFactory.getLogger(Whereabouts.class);

    /**
     * A place to look at.
     *
     * @param entry what the catalog says of it
     */
    record Place(Store store, Locator locator, Optional<CatalogEntry> entry) {}

    /**
     * All of them, in the order in which they are looked at.
     *
     * @param doubt why the image may lie elsewhere: the catalog did not answer, and there are other stores
     */
    record Places(List<Place> inOrder, Optional<Fault> doubt) {
        /** Whether the catalog says that there is such an image. */
        boolean known() {
            return inOrder.stream().anyMatch(place -> place.entry().isPresent());
        }

        /** That there is no image can only be said without doubt. */
        Optional<Original> conclude(Optional<Original> found) {
            if (found.isEmpty() && doubt.isPresent()) {
                throw doubt.get();
            }
            return found;
        }
    }

    /** Delivery needs nothing but bytes: without an answer from the catalog the stores alone decide what they have. */
    Places of(Site site, ImageKey key) {
        try {
            return new Places(inOrder(site, key, catalog.find(key)), Optional.empty());
        } catch (Fault fault) {
            if (fault.kind() != Fault.Kind.UNAVAILABLE) {
                throw fault;
            }
            boolean onlyHere = stores.all().stream()
                    .allMatch(store -> site.stores().contains(store)
                            && store.capability(PathAddressed.class).isPresent());
            return new Places(inOrder(site, key, Optional.empty()), onlyHere ? Optional.empty() : Optional.of(fault));
        }
    }

    private List<Place> inOrder(Site site, ImageKey key, Optional<CatalogEntry> entry) {
        if (entry.isPresent()) {
            Optional<Store> store = stores.named(entry.get().store());
            if (store.isPresent()) {
                return List.of(new Place(store.get(), entry.get().locator(), entry));
            }
            LOG.warn(
                    "{} lies in store '{}', which is not configured",
                    key,
                    entry.get().store());
        }
        return site.stores().stream()
                .flatMap(store -> store.capability(Locating.class).flatMap(paths -> paths.locate(key)).stream()
                        .map(locator -> new Place(store, locator, Optional.empty())))
                .toList();
    }
}
