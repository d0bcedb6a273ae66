package dev.imago.upload;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where images were before they were replaced. A store that mints names keeps the old bytes under the old name; so does another store. */
record FormerPlaces(UploadPolicies policies, FurtherPlaces further) {
    private static final Logger LOG = LoggerFactory.getLogger(FormerPlaces.class);

    /** Removes the bytes that an image had before, where the new ones have not taken their place. */
    void remove(CatalogEntry old, CatalogEntry now) {
        boolean samePlace = old.store().equals(now.store()) && old.locator().equals(now.locator());
        if (samePlace || further.takesOver(old)) {
            return;
        }
        try {
            policies.store(old.store()).ifPresent(store -> {
                store.delete(old.locator());
                further.gone(old);
            });
        } catch (Fault fault) {
            LOG.warn(
                    "What {} was before stays in store {} at {} until a scrub: {}",
                    old.key(),
                    old.store(),
                    old.locator(),
                    fault.message());
        }
    }
}
