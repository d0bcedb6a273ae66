package dev.imago;

import static dev.imago.MigrationSite.awaitCopied;
import static dev.imago.MigrationSite.awaitStage;
import static dev.imago.MigrationSite.begin;
import static dev.imago.MigrationSite.finish;
import static dev.imago.MigrationSite.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is killed again and again while its images move from one folder to another and back, under a load of reads, uploads,
 * replacements and deletes, and another program's changes.
 */
@Tag("slow")
final class MigrationKillTest {
    private static final int KILLS_IN_EACH = 2;

    /** What is ordered, one after the other, with kills in between. */
    private static final List<String> ORDERS = List.of("cutover", "rollback", "cutover?percent=40", "cutover");

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void no_image_is_lost_or_comes_back_while_it_moves_whenever_the_server_is_killed() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        MigrationSite site = MigrationSite.in(directory);
        Path file = site.configuration(false, "delivery: {memory: 500KB}");
        Path log = directory.resolve("server.log");
        List<String> jvm = QuickStart.prepare(directory, log);
        var load = new MigrationLoad(site, random);

        String id;
        try (ServerProcess server = ServerProcess.configured(jvm, file, log)) {
            load.fill(server, 60);
            id = begin(server::api, "&rate=2MB");
            load.live(server, 300);
            server.kill();
            load.ended();
        }
        for (String order : ORDERS) {
            for (int kill = 0; kill < KILLS_IN_EACH; kill++) {
                try (ServerProcess server = ServerProcess.configured(jvm, file, log)) {
                    load.require(server, "seed " + seed + ", " + order + ", kill " + kill);
                    if (kill == 0) {
                        load.during(server, () -> order(server::api, "POST", "/v1/migrations/" + id + ":" + order));
                    }
                    load.live(server, 100 + random.nextInt(700));
                    server.kill();
                    load.ended();
                }
            }
        }
        finished(jvm, file, log, load, id, site, "seed " + seed);
    }

    private static void finished(
            List<String> jvm, Path file, Path log, MigrationLoad load, String id, MigrationSite site, String where)
            throws Exception {
        try (ServerProcess server = ServerProcess.configured(jvm, file, log)) {
            load.require(server, where + ", before the end");
            load.leaveOldFolder();
            awaitCopied(server::api, id);
            load.during(server, () -> finish(server::api, id, "?remove-after=1s"));
            load.live(server, 500);
            server.kill();
            load.ended();
        }
        try (ServerProcess server = ServerProcess.configured(jvm, file, log)) {
            load.require(server, where + ", finishing");
            load.during(server, () -> awaitStage(server::api, id, "done"));
            load.require(server, where + ", at the end");
            assertThat(Inventory.files(site.target()))
                    .as(where + ": the target has all, and nothing else")
                    .isEqualTo(Inventory.catalog(server));
            assertThat(Inventory.files(site.old()))
                    .as(where + ": nothing is left")
                    .isEmpty();
        }
    }
}
