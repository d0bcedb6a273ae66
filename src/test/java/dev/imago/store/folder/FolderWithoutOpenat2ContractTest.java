package dev.imago.store.folder;

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
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** The contract, where a container's seccomp profile takes openat2 away. */
final class FolderWithoutOpenat2ContractTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    protected Store open() {
        return new FolderStore("folder", folder, Durability.OS, "node1", Sharing.LOCAL, false);
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
                ReadingAtOnce.class,
                Watchable.class);
    }
}
