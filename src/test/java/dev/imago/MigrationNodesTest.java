package dev.imago;

import static dev.imago.MigrationSite.awaitCopied;
import static dev.imago.MigrationSite.awaitStage;
import static dev.imago.MigrationSite.begin;
import static dev.imago.MigrationSite.finish;
import static dev.imago.MigrationSite.order;
import static dev.imago.MigrationSite.show;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;
import dev.imago.image.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one PostgreSQL and the same two folders. */
@Tag("slow")
final class MigrationNodesTest {
    @TempDir
    Path directory;

    private final Map<String, byte[]> images = new TreeMap<>();

    private void put(ServerProcess server, String key, byte[] image) throws IOException, InterruptedException {
        assertThat(server.api("PUT", "/v1/images/" + key, image).statusCode()).isIn(200, 201);
        images.put(key, image);
    }

    private void requireAll(ServerProcess server) throws IOException, InterruptedException {
        for (Map.Entry<String, byte[]> image : images.entrySet()) {
            HttpResponse<byte[]> answer = server.get("/" + image.getKey());
            assertThat(answer.statusCode()).as(image.getKey()).isEqualTo(200);
            assertThat(answer.body()).as(image.getKey()).isEqualTo(image.getValue());
        }
    }

    @Test
    void when_the_node_that_migrates_is_killed_the_other_goes_on_and_both_follow_every_order() throws Exception {
        var random = new Random(5);
        MigrationSite site = MigrationSite.in(directory);
        DatabaseSettings database = PostgresServer.shared().database();
        try (ServerProcess first = site.node(database, "a")) {
            for (int i = 0; i < 80; i++) {
                put(first, "still/" + i + ".png", Ledger.image(random));
            }
            try (ServerProcess second = site.node(database, "b")) {
                put(second, "both/1.png", Ledger.image(random));
                // The node that is asked begins at once; slowly, so that it is killed in the middle.
                String id = begin(first::api, "&rate=100KB&concurrency=2");
                Until.so("some are copied", () -> Inventory.files(site.target()).size() > 10);
                first.kill();
                int copied = Inventory.files(site.target()).size();
                assertThat(copied).as("in the middle").isLessThan(80);
                awaitCopied(second::api, id);
                requireAll(second);
                try (ServerProcess back = site.node(database, "a")) {
                    order(back::api, "POST", "/v1/migrations/" + id + ":cutover");
                    put(second, "still/3.png", Ledger.image(random));
                    put(back, "still/4.png", Ledger.image(random));
                    requireAll(back);
                    Until.so("the other node writes to the new store", () -> {
                        put(second, "both/2.png", Ledger.image(random));
                        return Digest.of(images.get("both/2.png"))
                                .hex()
                                .equals(Inventory.files(site.target()).get("both/2.png"));
                    });
                    requireAll(second);
                    finish(second::api, id, "?remove-after=0");
                    awaitStage(back::api, id, "done");
                    assertThat(show(back::api, id).get("phase").asString()).isEqualTo("finished");
                    put(back, "both/3.png", Ledger.image(random));
                    put(second, "both/4.png", Ledger.image(random));
                    requireAll(back);
                    requireAll(second);
                    assertThat(Inventory.files(site.old())).isEmpty();
                    assertThat(Inventory.files(site.target()).keySet()).isEqualTo(images.keySet());
                }
            }
        }
    }
}
