package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.store.fastdfs.FastDfsServers;
import dev.imago.store.s3.CephCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server whose images lie in a real storage engine, again and again while it takes uploads and deletes;
 * {@code -Dimago.kills=50} does it for longer.
 */
@Tag("slow")
final class EngineKillTest {
    private static final int KILLS = Integer.getInteger("imago.kills", 2);
    private static final int CLIENTS = 4;

    @TempDir
    Path directory;

    @Test
    void what_was_acknowledged_in_a_bucket_survives_kills_of_the_server() throws Exception {
        CephCluster ceph = CephCluster.shared();
        survives("images: {type: s3, endpoint: \"%s\", bucket: %s, access-key: %s, secret-key: %s}"
                .formatted(ceph.endpoint(), ceph.bucket(), ceph.accessKey(), ceph.secretKey()));
    }

    @Test
    void what_was_acknowledged_in_fastdfs_survives_kills_of_the_server() throws Exception {
        FastDfsServers fastDfs = FastDfsServers.require();
        fastDfs.makeWhole();
        survives("images: {type: fastdfs, trackers: ['%s'], groups: [group1]}".formatted(fastDfs.tracker()));
    }

    private void survives(String store) throws Exception {
        Path configuration = Files.writeString(
                directory.resolve("imago.yaml"),
                "data: %s\nstores:\n  %s\n".formatted(directory.resolve("data"), store));
        Path log = directory.resolve("server.log");
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Ledger ledger = new Ledger();
        for (int life = 0; life < KILLS; life++) {
            try (ServerProcess server = ServerProcess.configured(configuration, log)) {
                ledger.requireServed(server);
                liveAndDie(server, ledger, random);
            }
        }
        try (ServerProcess server = ServerProcess.configured(configuration, log)) {
            ledger.requireServed(server);
        }
    }

    /** Until a good many were acknowledged; each client has keys of its own. */
    private static void liveAndDie(ServerProcess server, Ledger ledger, Random random) throws Exception {
        int enough = ledger.acknowledged() + 20 + random.nextInt(20);
        try (Load<Integer> load = new Load<>()) {
            for (int client = 0; client < CLIENTS; client++) {
                String prefix = "client" + client + "/";
                Random own = new Random(random.nextLong());
                load.client(() -> changes(server, ledger, prefix, own, load));
            }
            Until.so("under load", () -> ledger.acknowledged() >= enough);
            server.kill();
            assertThat(load.stop()).as("each client was at work").doesNotContain(0);
        }
    }

    /** How many were acknowledged until the server died. */
    private static int changes(ServerProcess server, Ledger ledger, String prefix, Random random, Load<Integer> load)
            throws InterruptedException {
        int acknowledged = 0;
        try {
            while (load.on()) {
                acknowledged += ledger.change(server, prefix + random.nextInt(6) + ".png", random) ? 1 : 0;
            }
        } catch (IOException killed) {
            assertThat(server.alive()).isFalse();
        }
        return acknowledged;
    }
}
