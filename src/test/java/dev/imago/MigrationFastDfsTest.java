package dev.imago;

import static dev.imago.MigrationSite.awaitCopied;
import static dev.imago.MigrationSite.awaitStage;
import static dev.imago.MigrationSite.begin;
import static dev.imago.MigrationSite.finish;
import static dev.imago.MigrationSite.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.store.fastdfs.FastDfsServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Images move into a real FastDFS that loses what it has acknowledged. */
@Tag("slow")
final class MigrationFastDfsTest {
    private static FastDfsServers fastDfs;

    @TempDir
    Path directory;

    @BeforeAll
    static void startCluster() {
        fastDfs = FastDfsServers.require();
    }

    private LocalServer serve() throws Exception {
        return LocalServer.configured(
                directory, """
                delivery: {memory: 0}
                stores:
                  old: {type: folder, path: %s}
                  files: {type: fastdfs, trackers: ['%s'], groups: [group1]}
                routes: [{name: all, path: "/**", store: old}]
                """.formatted(Files.createDirectories(directory.resolve("old")), fastDfs.tracker()));
    }

    /** Where the copy of the only image lies. */
    private static String copy(LocalServer server, String id) throws IOException, InterruptedException {
        String proof = LocalServer.text(server.api("GET", "/v1/migrations/" + id + "/proof", new byte[0]));
        JsonNode image = Json.mapper()
                .readTree(
                        proof.substring(proof.indexOf('{')).lines().findFirst().orElseThrow());
        return image.path("copy").path("locator").asString("");
    }

    @Test
    void a_copy_that_fastdfs_has_lost_is_uploaded_anew_and_known_at_its_new_place() throws Exception {
        fastDfs.makeWhole();
        byte[] image = Ledger.image(new Random(7));
        try (LocalServer server = serve()) {
            assertThat(server.api("PUT", "/v1/images/a.png", image).statusCode())
                    .isEqualTo(201);
            fastDfs.kill("b");
            String id = begin(server::api, "old", "files", "&verify=full");
            awaitCopied(server::api, id);
            String first = copy(server, id);
            assertThat(first).startsWith("group1/");

            fastDfs.kill("a");
            Files.delete(fastDfs.fileOf("a", first));
            fastDfs.makeWhole();
            Until.so(
                    "the copy is known at another place",
                    Duration.ofSeconds(60),
                    () -> !copy(server, id).equals(first));
            String anew = copy(server, id);
            Until.so(
                    "both storages have it",
                    Duration.ofSeconds(60),
                    () -> Files.exists(fastDfs.fileOf("a", anew)) && Files.exists(fastDfs.fileOf("b", anew)));

            order(server::api, "POST", "/v1/migrations/" + id + ":cutover");
            finish(server::api, id, "?remove-after=0");
            awaitStage(server::api, id, "done");
            assertThat(Inventory.files(directory.resolve("old"))).isEmpty();
            assertThat(server.get("/a.png").body()).isEqualTo(image);
        }
    }
}
