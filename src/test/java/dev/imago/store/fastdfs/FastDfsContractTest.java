package dev.imago.store.fastdfs;

import dev.imago.store.Answering;
import dev.imago.store.Capacity;
import dev.imago.store.Locating;
import dev.imago.store.NeverEmpty;
import dev.imago.store.Relocating;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.StoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on a real cluster. */
@Tag("slow")
final class FastDfsContractTest extends StoreContract {
    private static FastDfsServers servers;

    @TempDir
    Path directory;

    @BeforeAll
    static void startCluster() throws Exception {
        servers = FastDfsServers.require();
        servers.makeWhole();
    }

    @Override
    protected Store open() {
        return new FastDfsStore(
                "fastdfs",
                Ground.settings(Duration.ofSeconds(10), 16, servers.trackerAddress()),
                List.of(),
                Optional.empty(),
                directory,
                true);
    }

    @Override
    protected Set<Class<?>> capabilities() {
        return Set.of(
                Locating.class, Answering.class, Capacity.class, Staging.class, NeverEmpty.class, Relocating.class);
    }
}
