package dev.imago.store.memory;

import dev.imago.store.Listing;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.StoreContract;
import java.util.Set;

final class MemoryStoreTest extends StoreContract {
    @Override
    protected Store open() {
        return new MemoryStore("memory");
    }

    @Override
    protected Set<Class<?>> capabilities() {
        return Set.of(PathAddressed.class, Listing.class);
    }
}
