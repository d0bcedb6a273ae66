package dev.imago.upload;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.Mutation;
import dev.imago.image.Fault;
import dev.imago.journal.Change;
import dev.imago.store.Store;
import java.util.Optional;

/** Makes facts of what a store did already. When that fails, only a look at the store can tell what is true. */
record Recorder(Catalog catalog, Lookout lookout) {
    /** @throws Fault of kind {@code CONFLICT} when the image is another by now, or whatever the catalog fails with */
    Change record(Mutation mutation, Store store) {
        Optional<Change> change = Optional.empty();
        try {
            change = catalog.commit(mutation);
        } finally {
            if (change.isEmpty()) {
                lookout.lookSoon(store, mutation.key());
            }
        }
        return change.orElseThrow(Recorder::overtaken);
    }

    /** Only possible when the key's lock was lost, as when the connection to the database broke. */
    private static Fault overtaken() {
        return new Fault(Fault.Kind.CONFLICT, "The image was changed at the same moment. Look at it, and try again.");
    }
}
