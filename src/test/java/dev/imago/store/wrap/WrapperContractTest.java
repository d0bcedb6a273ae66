package dev.imago.store.wrap;

import dev.imago.store.Listing;
import dev.imago.store.PathAddressed;
import dev.imago.store.Store;
import dev.imago.store.StoreContract;
import dev.imago.store.memory.MemoryStore;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The contract through each wrapper alone, around memory. */
final class WrapperContractTest {
    abstract static class AroundMemory extends StoreContract {
        @Override
        protected final Store open() {
            return wrap(new MemoryStore("memory"));
        }

        abstract Store wrap(Store memory);

        @Override
        protected final Set<Class<?>> capabilities() {
            return Set.of(PathAddressed.class, Listing.class);
        }
    }

    @Nested
    final class Retrying extends AroundMemory {
        @Override
        Store wrap(Store memory) {
            return new RetryingStore(memory, 3, Duration.ofMillis(1));
        }
    }

    @Nested
    final class Limited extends AroundMemory {
        @Override
        Store wrap(Store memory) {
            return new LimitedStore(memory, 4, Duration.ofSeconds(20));
        }
    }

    @Nested
    final class Deadline extends AroundMemory {
        @Override
        Store wrap(Store memory) {
            return new DeadlineStore(memory, Duration.ofSeconds(20), 1);
        }
    }

    @Nested
    final class CircuitBreaking extends AroundMemory {
        @Override
        Store wrap(Store memory) {
            return new CircuitBreakingStore(memory, new CircuitBreaker("memory"));
        }
    }

    @Nested
    final class Throttled extends AroundMemory {
        @Override
        Store wrap(Store memory) {
            return new ThrottledStore(memory, 1_000_000_000, 1_000_000_000);
        }
    }

    @Nested
    final class Metered extends AroundMemory {
        @Override
        Store wrap(Store memory) {
            return new MeteredStore(memory, (name, operation, outcome, took, bytes) -> {});
        }
    }
}
