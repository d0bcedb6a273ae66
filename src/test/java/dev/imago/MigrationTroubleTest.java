package dev.imago;

import static dev.imago.MigrationSite.awaitCopied;
import static dev.imago.MigrationSite.begin;
import static dev.imago.MigrationSite.order;
import static dev.imago.MigrationSite.show;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import dev.imago.store.s3.CephCluster;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Images move from a folder into a bucket of a real Ceph that has no room, or takes very long. */
@Tag("slow")
final class MigrationTroubleTest {
    private static final CephCluster CEPH = CephCluster.shared();
    private static final byte[] NOTHING = {};

    /** What an upload waits for its copy, and on this machine for everything else. */
    private static final Duration BOUND = Duration.ofSeconds(4);

    /** One that meets another copy of the same image under way waits for the end of that before. */
    private static final Duration BOUND_AGAIN = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final String bucket = CEPH.bucket();
    private final Random random = new Random(7);
    private final Map<String, byte[]> images = new TreeMap<>();

    private LocalServer serve(String endpoint) throws Exception {
        return LocalServer.configured(directory, """
                delivery: {memory: 50KB}
                stores:
                  old: {type: folder, path: %s}
                  bucket: {type: s3, endpoint: "%s", bucket: %s, access-key: %s, secret-key: %s}
                routes: [{name: all, path: "/**", store: old}]
                """.formatted(
                        Files.createDirectories(directory.resolve("old")),
                        endpoint,
                        bucket,
                        CEPH.accessKey(),
                        CEPH.secretKey()));
    }

    private void put(LocalServer server, String key, Duration atMost) throws IOException, InterruptedException {
        byte[] image = Ledger.image(random);
        long start = System.nanoTime();
        HttpResponse<byte[]> answer = server.api("PUT", "/v1/images/" + key, image);
        assertThat(answer.statusCode()).as(LocalServer.text(answer)).isIn(200, 201);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(key).isLessThan(atMost);
        images.put(key, image);
    }

    private void requireAll(LocalServer server) throws IOException, InterruptedException {
        for (Map.Entry<String, byte[]> image : images.entrySet()) {
            HttpResponse<byte[]> answer = server.get("/" + image.getKey());
            assertThat(answer.statusCode()).as(image.getKey()).isEqualTo(200);
            assertThat(answer.body()).as(image.getKey()).isEqualTo(image.getValue());
        }
    }

    private Map<String, String> digests() {
        Map<String, String> digests = new TreeMap<>();
        images.forEach((key, bytes) -> digests.put(key, Digest.of(bytes).hex()));
        return digests;
    }

    private Map<String, String> inBucket() {
        Map<String, String> objects = new TreeMap<>();
        for (S3Object object :
                CEPH.client().listObjectsV2(request -> request.bucket(bucket)).contents()) {
            objects.put(
                    object.key(),
                    Digest.of(CEPH.client()
                                    .getObjectAsBytes(
                                            request -> request.bucket(bucket).key(object.key()))
                                    .asByteArrayUnsafe())
                            .hex());
        }
        return objects;
    }

    private void allow(long bytes) {
        CEPH.admin("quota", "set", "--quota-scope=bucket", "--bucket=" + bucket, "--max-size=" + bytes);
        CEPH.admin("quota", "enable", "--quota-scope=bucket", "--bucket=" + bucket);
    }

    @Test
    void a_bucket_that_is_full_fails_no_upload_and_gets_all_once_it_has_room() throws Exception {
        try (LocalServer server = serve(CEPH.endpoint().toString())) {
            for (int i = 0; i < 12; i++) {
                put(server, "before/" + i + ".png", BOUND);
            }
            allow(1000);
            String id = begin(server::api, "old", "bucket", "");
            for (int i = 0; i < 6; i++) {
                put(server, "shadow/" + i + ".png", BOUND);
            }
            put(server, "before/3.png", BOUND);
            Until.so(
                    "it says that there is no room",
                    () -> show(server::api, id).toString().contains("no room left"));
            requireAll(server);
            assertThat(server.api("POST", "/v1/migrations/" + id + ":finish", NOTHING)
                            .statusCode())
                    .isEqualTo(409);

            order(server::api, "POST", "/v1/migrations/" + id + ":cutover");
            assertThat(server.api("PUT", "/v1/images/after.png", Ledger.image(random))
                            .statusCode())
                    .as("what counts in a full store")
                    .isEqualTo(507);
            requireAll(server);
            order(server::api, "POST", "/v1/migrations/" + id + ":rollback");
            put(server, "after.png", BOUND);

            allow(100_000_000);
            awaitCopied(server::api, id);
            assertThat(inBucket()).isEqualTo(digests());
            requireAll(server);
        }
    }

    @Test
    void uploads_and_deletes_wait_two_seconds_for_a_bucket_that_takes_hardly_anything() throws Exception {
        try (Relay line = new Relay(CEPH.endpoint().getPort());
                LocalServer server = serve(line.url())) {
            for (int i = 0; i < 4; i++) {
                put(server, i + ".png", BOUND);
            }
            String id = begin(server::api, "old", "bucket", "");
            awaitCopied(server::api, id);

            line.limit(200);
            for (int i = 0; i < 4; i++) {
                put(server, "same.png", BOUND_AGAIN);
            }
            put(server, "0.png", BOUND);
            put(server, "new.png", BOUND);
            long start = System.nanoTime();
            assertThat(server.api("DELETE", "/v1/images/1.png", NOTHING).statusCode())
                    .isEqualTo(204);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("the delete")
                    .isLessThan(BOUND_AGAIN);
            images.remove("1.png");
            assertThat(server.get("/1.png").statusCode()).isEqualTo(404);
            requireAll(server);

            line.limit(Long.MAX_VALUE);
            awaitCopied(server::api, id);
            Until.so(
                    "the bucket has the same images, and no other",
                    Duration.ofSeconds(90),
                    () -> inBucket().equals(digests()));
            requireAll(server);
        }
    }
}
