package dev.imago.store.wrap;

import dev.imago.store.Listing;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.StoreContract;
import dev.imago.store.memory.MemoryStore;
import java.time.Duration;
import java.util.Set;

final class LimitedStoreContractTest extends StoreContract {
    @Override
    protected Store open() {
        return new LimitedStore(new MemoryStore("memory"), 2, Duration.ofSeconds(20));
    }

    @Override
    protected Set<Class<?>> capabilities() {
        return Set.of(PathAddressed.class, Listing.class);
    }
}
