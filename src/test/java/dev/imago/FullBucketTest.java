package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import dev.imago.store.s3.CephCluster;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.JsonNode;

/** A bucket of a real Ceph cluster that another client has filled becomes a store without moving a byte. */
@Tag("slow")
final class FullBucketTest {
    private static final CephCluster CEPH = CephCluster.shared();

    /** The service lists a thousand at a time. */
    private static final int OBJECTS = 1200;

    private static final int[] SOME = {0, 7, 999, 1000, 1001, 1199};
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    private final String bucket = CEPH.bucket();

    private static String key(int number) {
        return "upload/%02d/%04d.png".formatted(number % 7, number);
    }

    private static byte[] image(int number) {
        return Samples.png(12, 12, number);
    }

    private void fill() throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < OBJECTS; i++) {
                int number = i;
                threads.execute(() -> CEPH.client()
                        .putObject(
                                request -> request.bucket(bucket).key(key(number)),
                                RequestBody.fromBytes(image(number))));
            }
        }
    }

    /** When each object was last written. */
    private Map<String, String> objects() {
        Map<String, String> objects = new HashMap<>();
        CEPH.client().listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                .filter(object -> !object.key().startsWith(".imago/"))
                .forEach(object -> objects.put(object.key(), version(object)));
        return objects;
    }

    private static String version(S3Object object) {
        return object.eTag() + " of " + object.lastModified();
    }

    private static int images(LocalServer server) throws Exception {
        return Json.mapper()
                .readTree(server.api("GET", "/v1/status", new byte[0]).body())
                .get("catalog")
                .get("images")
                .asInt();
    }

    private static JsonNode progress(MigrationSite.Server server, String id) throws Exception {
        return MigrationSite.show(server, id).get("progress");
    }

    private static void requireSome(LocalServer server) throws Exception {
        for (int number : SOME) {
            HttpResponse<byte[]> answer = server.get("/" + key(number));
            assertThat(answer.body()).as(key(number)).isEqualTo(image(number));
            assertThat(answer.headers().firstValue("ETag"))
                    .contains(Digest.of(image(number)).etag());
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void more_objects_than_a_page_are_served_and_listed_under_their_keys_and_moved_to_a_folder() throws Exception {
        fill();
        Map<String, String> before = objects();
        assertThat(before).hasSize(OBJECTS);
        Map<String, String> digests = new TreeMap<>();
        for (int i = 0; i < OBJECTS; i++) {
            digests.put(key(i), Digest.of(image(i)).hex());
        }
        Path folder = Files.createDirectory(directory.resolve("new"));
        try (LocalServer server = LocalServer.configured(
                directory, """
                stores:
                  old: {type: s3, endpoint: "%s", bucket: %s, access-key: %s, secret-key: %s}
                  new: {type: folder, path: %s}
                routes:
                  - {name: upload, path: /upload/**, store: old}
                """.formatted(CEPH.endpoint(), bucket, CEPH.accessKey(), CEPH.secretKey(), folder))) {
            requireSome(server);
            Until.so("what was read is listed", () -> Listed.below("", server).size() == SOME.length);
            assertThat(server.api("POST", "/v1/scan", new byte[0]).statusCode()).isEqualTo(202);
            Until.so("all are known", PATIENCE, () -> images(server) == OBJECTS);
            assertThat(Listed.below("", server)).isEqualTo(digests);
            requireSome(server);
            assertThat(objects()).as("nothing was moved or touched").isEqualTo(before);

            MigrationSite.Server api = server::api;
            String id = MigrationSite.order(api, "POST", "/v1/migrations?route=upload&to=new&verify=none")
                    .get("id")
                    .asString();
            Until.so(
                    "all are copied",
                    PATIENCE,
                    () -> progress(api, id).get("stage").asString().equals("follow")
                            && progress(api, id).get("failed").asInt() == 0);
            MigrationSite.order(api, "POST", "/v1/migrations/" + id + ":cutover");
            MigrationSite.finish(api, id, "");
            MigrationSite.awaitStage(api, id, "done");
            requireSome(server);
            assertThat(Inventory.files(folder)).isEqualTo(digests);
            assertThat(objects()).as("what was given up stays").isEqualTo(before);
        }
    }
}
