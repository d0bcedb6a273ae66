package dev.imago.migrate;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.image.ImageKey;
import dev.imago.store.Store;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a copy again and compares its digest with that of the catalog. Thread-safe; blocks. */
final class Verifier {
    private static final Logger LOG = LoggerFactory.getLogger(Verifier.class);

    private final Catalog catalog;
    private final Copies copies;
    private final Function<String, Optional<Store>> stores;
    private final InstantSource clock;

    Verifier(Catalog catalog, Copies copies, Function<String, Optional<Store>> stores, InstantSource clock) {
        this.catalog = catalog;
        this.copies = copies;
        this.stores = stores;
        this.clock = clock;
    }

    /**
     * Verifies the copy of an image in a store, if there is one that counts and was not verified yet.
     *
     * @return false when it is not what it should be; it does not count any more then
     */
    boolean verify(ImageKey key, String store, Tally tally, LongConsumer pace) {
        Optional<CatalogEntry> image = catalog.find(key);
        Optional<Copy> unverified = image.flatMap(now -> unverified(now, store));
        Optional<Store> where = stores.apply(store);
        if (unverified.isEmpty() || where.isEmpty()) {
            return true;
        }
        Copy copy = unverified.get();
        boolean right = new Reading(pace)
                .digest(where.get(), copy.locator())
                .filter(read -> read.digest().equals(copy.digest())
                        && read.stat().validator().equals(copy.validator()))
                .isPresent();
        try (Catalog.KeyLock _ = catalog.lock(key)) {
            if (!catalog.copies(key).contains(copy)) {
                return true; // it was made again meanwhile
            }
            copies.put(right ? verified(copy) : Copy.planned(image.get(), store, copy.locator()));
        }
        tally.verification(right);
        if (!right) {
            LOG.warn(
                    "The copy of {} in store {} has not the digest that it should have; it is made again.", key, store);
        }
        return right;
    }

    private Optional<Copy> unverified(CatalogEntry image, String store) {
        return catalog.copies(image.key()).stream()
                .filter(copy -> copy.store().equals(store) && copy.counts(image))
                .filter(copy -> copy.verified().isEmpty())
                .findFirst();
    }

    private Copy verified(Copy copy) {
        return new Copy(
                copy.key(),
                copy.store(),
                copy.locator(),
                copy.validator(),
                copy.digest(),
                copy.size(),
                Optional.of(clock.instant()));
    }
}
