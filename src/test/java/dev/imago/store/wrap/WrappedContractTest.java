package dev.imago.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.store.Capacity;
import dev.imago.store.Lasting;
import dev.imago.store.Listing;
import dev.imago.store.PathAddressed;
import dev.imago.store.ReadingAtOnce;
import dev.imago.store.Settling;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.StoreContract;
import dev.imago.store.Watchable;
import dev.imago.store.folder.Durability;
import dev.imago.store.folder.FolderStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract through all wrappers at once, around a folder. In their order, from within. */
final class WrappedContractTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    protected Store open() {
        Store store = new FolderStore("wrapped", folder, Durability.OS, "node1");
        store = new RetryingStore(store, 2, Duration.ofMillis(1));
        store = new DeadlineStore(store, Duration.ofSeconds(20), 1);
        store = new LimitedStore(store, 4, Duration.ofSeconds(20));
        store = new CircuitBreakingStore(store, new CircuitBreaker("wrapped"));
        store = new ThrottledStore(store, 1_000_000_000, 1_000_000_000);
        return new MeteredStore(store, (name, operation, outcome, took, bytes) -> {});
    }

    @Override
    protected Set<Class<?>> capabilities() {
        return Set.of(
                PathAddressed.class,
                Listing.class,
                Capacity.class,
                Staging.class,
                Settling.class,
                Lasting.class,
                Watchable.class);
    }

    /** A call that was given up could still write into the buffer of the one that is made in its place. */
    @Test
    void nothing_is_read_at_once_where_a_call_may_be_given_up_or_made_again() {
        try (Store plain = new FolderStore("plain", folder, Durability.OS, "node2")) {
            assertThat(plain.capability(ReadingAtOnce.class)).isPresent();
            assertThat(new DeadlineStore(plain, Duration.ofSeconds(20), 1).capability(ReadingAtOnce.class))
                    .isEmpty();
            assertThat(new RetryingStore(plain, 2, Duration.ofMillis(1)).capability(ReadingAtOnce.class))
                    .isEmpty();
        }
    }
}
