package dev.imago.store.wrap;

import dev.imago.store.Listing;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.StoreContract;
import dev.imago.store.memory.MemoryStore;
import java.time.Duration;
import java.util.Set;

final class RetryingStoreContractTest extends StoreContract {
    @Override
    protected Store open() {
        return new RetryingStore(new MemoryStore("memory"), Duration.ofMillis(1), Duration.ofSeconds(5));
    }

    @Override
    protected Set<Class<?>> capabilities() {
        return Set.of(PathAddressed.class, Listing.class);
    }
}
