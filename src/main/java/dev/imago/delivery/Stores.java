package dev.imago.delivery;

import dev.imago.store.Store;
import java.util.Collection;
import java.util.Optional;

/** The stores that are configured. */
public interface Stores {
    /** The store of the name that the catalog has. */
    Optional<Store> named(String name);

    Collection<Store> all();
}
