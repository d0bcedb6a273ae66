package dev.imago.upload;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.ImageKey;
import dev.imago.store.ConditionalPut;
import dev.imago.store.Content;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.util.Optional;

/**
 * Puts an image in the place of the one that its preconditions were held against. Between that and the put another program can write to
 * the store; one that can tell is asked to refuse then.
 */
final class Replacement {
    private Replacement() {}

    /**
     * Stores the content.
     *
     * @param current what the preconditions were found true of
     * @throws dev.imago.image.Fault of kind {@code PRECONDITION_FAILED} when something else is there by now, as of {@link Store#put}
     */
    static Stored put(
            Store store, ImageKey key, Content content, Optional<CatalogEntry> current, WriteConditions preconditions) {
        boolean here = current.map(CatalogEntry::store).orElse(store.name()).equals(store.name());
        Optional<ConditionalPut> conditional = preconditions.equals(WriteConditions.NONE) || !here
                ? Optional.empty()
                : store.capability(ConditionalPut.class);
        return conditional.isPresent()
                ? conditional.get().putOver(current.map(CatalogEntry::validator), key, content)
                : store.put(key, content);
    }
}
