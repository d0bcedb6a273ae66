package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import dev.imago.image.Samples;
import dev.imago.store.fastdfs.FastDfsServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of a real FastDFS that other clients have filled becomes a store without moving a byte. */
@Tag("slow")
final class FullGroupTest {
    private static final int FILES = 60;

    @TempDir
    Path directory;

    @Test
    void its_files_are_served_under_their_addresses_known_once_read_and_moved_to_a_folder() throws Exception {
        FastDfsServers fastDfs = FastDfsServers.require();
        fastDfs.makeWhole();
        Map<String, String> digests = new TreeMap<>();
        for (int i = 0; i < FILES; i++) {
            byte[] image = Samples.png(12, 12, 5000 + i);
            digests.put(fastDfs.upload(image, "png"), Digest.of(image).hex());
        }
        Path folder = Files.createDirectory(directory.resolve("new"));
        try (LocalServer server = LocalServer.configured(directory, """
                stores:
                  old: {type: fastdfs, trackers: ['%s'], groups: [group1]}
                  new: {type: folder, path: %s}
                routes:
                  - {name: all, store: old}
                """.formatted(fastDfs.tracker(), folder))) {
            assertThat(Listed.below("group1/", server))
                    .as("nobody can list a group")
                    .isEmpty();
            readAll(server, digests);
            Until.so("all are known", () -> Listed.below("group1/", server).equals(digests));

            MigrationSite.Server api = server::api;
            String id = MigrationSite.order(api, "POST", "/v1/migrations?prefix=group1/&to=new&verify=none")
                    .get("id")
                    .asString();
            MigrationSite.awaitCopied(api, id);
            MigrationSite.order(api, "POST", "/v1/migrations/" + id + ":cutover");
            MigrationSite.finish(api, id, "");
            MigrationSite.awaitStage(api, id, "done");
            assertThat(Inventory.files(folder)).isEqualTo(digests);
            readAll(server, digests);
        }
    }

    /** As from a list of files on a storage's disk, a few at a time. */
    private static void readAll(LocalServer server, Map<String, String> digests) throws Exception {
        List<Future<?>> reads = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            digests.forEach((address, digest) -> reads.add(threads.submit(() -> {
                assertThat(Digest.of(server.get("/" + address).body()).hex()).isEqualTo(digest);
                return address;
            })));
        }
        for (Future<?> read : reads) {
            read.get();
        }
    }
}
