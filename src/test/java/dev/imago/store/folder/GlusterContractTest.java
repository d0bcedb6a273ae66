package dev.imago.store.folder;

import dev.imago.disk.GlusterVolume;
import dev.imago.store.Capacity;
import dev.imago.store.Lasting;
import dev.imago.store.Listing;
import dev.imago.store.PathAddressed;
import dev.imago.store.ReadingAtOnce;
import dev.imago.store.Settling;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.StoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** The contract, in a shared folder on a real GlusterFS. Each test has a folder of its own. Eight minutes: {@code ./check GlusterContractTest}. */
@Tag("slow")
@Tag("long")
@Timeout(
        value = 15,
        unit = TimeUnit.MINUTES) // for a path of 512 directories, each made, synced and looked at on three machines'
// behalf
final class GlusterContractTest extends StoreContract {
    private static final AtomicInteger FOLDERS = new AtomicInteger();
    private static Path mount;

    @BeforeAll
    static void mount() {
        mount = GlusterVolume.shared().mount("contract");
    }

    @Override
    protected Store open() throws IOException {
        Path own = Files.createDirectories(mount.resolve("contract-" + FOLDERS.incrementAndGet()));
        return new FolderStore("share", own, Durability.FSYNC, "node1", Sharing.SHARED);
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
                ReadingAtOnce.class);
    }
}
