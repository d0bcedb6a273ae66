package dev.imago.store.wrap;

import dev.imago.store.Listing;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.StoreContract;
import dev.imago.store.memory.MemoryStore;
import java.util.Set;

final class MeteredStoreContractTest extends StoreContract {
    @Override
    protected Store open() {
        return new MeteredStore(new MemoryStore("memory"), (name, operation, outcome, took, bytes) -> {});
    }

    @Override
    protected Set<Class<?>> capabilities() {
        return Set.of(PathAddressed.class, Listing.class);
    }
}
