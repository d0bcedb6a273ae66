package dev.imago.migrate;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the copies of one image to what they should be: one on the other side of a migration, and none that is worthless. What is to
 * be done follows from what is there, so it may be done at any time, any number of times, by anybody. Thread-safe; blocks.
 */
final class CopyKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(CopyKeeper.class);
    private static final int TRIES = 2;

    private final Catalog catalog;
    private final Copies copies;
    private final Function<String, Optional<Store>> stores;
    private final Function<String, Optional<Store>> impatient;
    private final Supplier<Routing> routing;
    private final Copier copier;
    private final Remover remover;

    /** @param impatient the same stores, which give up what takes long */
    CopyKeeper(
            Catalog catalog,
            Copies copies,
            Function<String, Optional<Store>> stores,
            Function<String, Optional<Store>> impatient,
            Supplier<Routing> routing,
            Copier copier) {
        this.catalog = catalog;
        this.copies = copies;
        this.stores = stores;
        this.impatient = impatient;
        this.routing = routing;
        this.copier = copier;
        this.remover = new Remover(copies, impatient);
    }

    /** @throws Fault when it could not be done, so that it is to be done again */
    void settle(ImageKey key, Tally tally, LongConsumer pace) {
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<CatalogEntry> image = catalog.find(key);
            if (image.isEmpty() || copied(image.get(), tally, pace)) {
                tidy(key);
                return;
            }
        }
        throw new Fault(Fault.Kind.CHANGED, "The image, or its file, is being changed.");
    }

    /** Whether there is nothing left to copy. */
    private boolean copied(CatalogEntry image, Tally tally, LongConsumer pace) {
        Optional<String> second = routing.get().second(image);
        if (second.isEmpty() || hasCopy(image, second.get())) {
            return true;
        }
        return copier.copy(image, of(stores, image.store()), of(impatient, second.get()), tally, pace);
    }

    boolean hasCopy(CatalogEntry image, String store) {
        return catalog.copies(image.key()).stream()
                .anyMatch(copy -> copy.store().equals(store) && copy.counts(image));
    }

    /** Removes what is worthless. */
    private void tidy(ImageKey key) {
        if (worthless(key, catalog.find(key)).isEmpty()) {
            return;
        }
        try (Catalog.KeyLock _ = catalog.lock(key)) {
            Optional<CatalogEntry> image = catalog.find(key);
            worthless(key, image).forEach(copy -> remover.remove(copy, image));
        }
    }

    private List<Copy> worthless(ImageKey key, Optional<CatalogEntry> image) {
        return catalog.copies(key).stream()
                .filter(copy -> image.filter(copy::counts).isEmpty())
                .toList();
    }

    /**
     * Removes the copies of an image that is about to be deleted; its caller holds the key's lock. They go before the place that
     * counts: after a crash in between the image is there as it was, and its copies are in doubt, so that they are made again. What
     * cannot be removed now stays known, so that nobody takes it for an image.
     *
     * @return forgets the copies, once the image is gone
     */
    Runnable removeCopies(ImageKey key) {
        Optional<CatalogEntry> image = catalog.find(key);
        List<Copy> removed = catalog.copies(key).stream()
                .filter(copy -> image.filter(copy::isPlaceOf).isEmpty())
                .filter(this::isRemoved)
                .toList();
        return () -> removed.forEach(this::forget);
    }

    private boolean isRemoved(Copy copy) {
        try {
            return remover.removeAnyway(copy);
        } catch (Fault fault) {
            LOG.info("A copy of {} stays in store {} for now: {}", copy.key(), copy.store(), fault.message());
            return false;
        }
    }

    private void forget(Copy copy) {
        try {
            copies.forget(copy);
        } catch (Fault unavailable) {
            LOG.debug("That a copy of {} is gone is noticed later.", copy.key(), unavailable);
        }
    }

    /** Removes the copy from a side that was given up. */
    void giveUp(ImageKey key, String store, Tally tally) {
        try (Catalog.KeyLock _ = catalog.lock(key)) {
            Optional<CatalogEntry> image = catalog.find(key);
            for (Copy copy : catalog.copies(key)) {
                if (copy.store().equals(store)) {
                    remover.remove(copy, image);
                    tally.removal();
                }
            }
        }
    }

    private static Store of(Function<String, Optional<Store>> stores, String name) {
        return stores.apply(name)
                .orElseThrow(() ->
                        new Fault(Fault.Kind.UNAVAILABLE, "The store " + name + " is not configured on this server."));
    }
}
