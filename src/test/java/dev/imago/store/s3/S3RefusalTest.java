package dev.imago.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.store.ByteRange;
import dev.imago.store.Capacity;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A service that does not do what is asked: the reason comes out, and nothing is taken for absent. */
@Tag("slow")
final class S3RefusalTest extends S3Ground {
    private static final Patience SHORT =
            new Patience(10, Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));

    private static S3Store store(Service service, String bucket) {
        return new S3Store("bucket", service, CephCluster.options(bucket), CephCluster.PATIENCE);
    }

    private static S3Store impatient(Service service, String bucket) {
        return new S3Store("bucket", service, CephCluster.options(bucket), SHORT);
    }

    private static Service at(URI endpoint, Optional<Service.Keys> keys, Optional<Path> authority) {
        return new Service(Optional.of(endpoint), Optional.empty(), "us-east-1", keys, true, authority);
    }

    private static Optional<Service.Keys> keys() {
        return Optional.of(new Service.Keys(CEPH.accessKey(), CEPH.secretKey()));
    }

    private List<ThrowingCallable> everything(S3Store store) {
        Locator locator = new Locator("a.jpg");
        return List.of(
                () -> store.stat(locator),
                () -> store.open(locator, ByteRange.ALL),
                () -> store.open(locator, new ByteRange(5, 5)),
                () -> put(store, "a.jpg", random(100, 1)),
                () -> put(store, "large.jpg", random((8 << 20) + 1, 1)),
                () -> store.delete(locator),
                () -> store.capability(Listing.class).orElseThrow().list("", listed -> true));
    }

    private void assertAllFail(S3Store store, Fault.Kind kind, String words) {
        everything(store).forEach(call -> assertFault(call, kind, words));
    }

    @Test
    void wrong_keys_are_forbidden() {
        String bucket = CEPH.bucket();
        var wrongSecret = Optional.of(new Service.Keys(CEPH.accessKey(), "x" + CEPH.secretKey()));
        var unknown = Optional.of(new Service.Keys("nobody", "nothing"));
        for (Optional<Service.Keys> keys : List.of(wrongSecret, unknown)) {
            try (S3Store store = store(at(CEPH.endpoint(), keys, Optional.empty()), bucket)) {
                assertAllFail(store, Fault.Kind.FORBIDDEN, "refuses this server's credentials");
            }
        }
    }

    @Test
    void a_missing_bucket_is_told_from_a_missing_image_and_may_come_later() {
        String bucket = "t" + UUID.randomUUID();
        try (S3Store store = store(CEPH.service(), bucket)) {
            assertAllFail(store, Fault.Kind.UNAVAILABLE, "bucket does not exist");
            CEPH.client().createBucket(request -> request.bucket(bucket));
            assertThat(store.stat(new Locator("a.jpg"))).isEmpty();
            put(store, "a.jpg", random(100, 1));
            assertThat(read(store, "a.jpg")).isEqualTo(random(100, 1));
        }
    }

    @Test
    void a_service_that_is_not_there_is_unavailable() {
        try (S3Store store = impatient(at(URI.create("http://127.0.0.1:1"), keys(), Optional.empty()), "bucket")) {
            assertAllFail(store, Fault.Kind.UNAVAILABLE, "cannot be reached|did not answer in time");
        }
    }

    @Test
    void a_full_quota_is_no_space_and_the_old_version_stays() {
        String bucket = CEPH.bucket();
        try (S3Store store = store(CEPH.service(), bucket)) {
            put(store, "a.jpg", random(100_000, 1));
            CEPH.admin("quota", "set", "--quota-scope=bucket", "--bucket=" + bucket, "--max-size=500K");
            CEPH.admin("quota", "enable", "--quota-scope=bucket", "--bucket=" + bucket);

            assertFault(() -> put(store, "a.jpg", random(600_000, 2)), Fault.Kind.NO_SPACE, "no room left");
            assertFault(() -> put(store, "b.jpg", random(9 << 20, 2)), Fault.Kind.NO_SPACE, "no room left");
            assertThat(read(store, "a.jpg")).isEqualTo(random(100_000, 1));
        }
        try (S3Store store = store(CEPH.service(), bucket)) {
            Capacity room = store.capability(Capacity.class).orElseThrow();
            assertThat(room.totalBytes()).isEqualTo(500 << 10);
            assertThat(room.freeBytes()).isBetween(300L << 10, 410L << 10);
        }
    }

    @Test
    void a_certificate_of_another_authority_is_not_trusted() {
        String bucket = CEPH.bucket();
        try (S3Store trusting = store(at(CEPH.tlsEndpoint(), keys(), Optional.of(CEPH.authority())), bucket)) {
            put(trusting, "a.jpg", random(100, 1));
            put(trusting, "large.jpg", random(9 << 20, 1));
            assertThat(read(trusting, "a.jpg")).isEqualTo(random(100, 1));
        }
        try (S3Store doubting = impatient(at(CEPH.tlsEndpoint(), keys(), Optional.empty()), bucket)) {
            assertFault(() -> doubting.stat(new Locator("a.jpg")), Fault.Kind.UNAVAILABLE, "cannot be reached|in time");
        }
        try (S3Store misled = store(at(CEPH.tlsEndpoint(), keys(), Optional.of(Path.of("pom.xml"))), bucket)) {
            assertFault(() -> misled.stat(new Locator("a.jpg")), Fault.Kind.UNAVAILABLE, "authority cannot be read");
        }
    }

    @Test
    void without_keys_those_of_the_environment_are_used_and_none_is_forbidden() {
        String bucket = CEPH.bucket();
        System.setProperty("aws.disableEc2Metadata", "true");
        try (S3Store store = store(at(CEPH.endpoint(), Optional.empty(), Optional.empty()), bucket)) {
            assertFault(() -> store.stat(new Locator("a.jpg")), Fault.Kind.FORBIDDEN, "no credentials");
            System.setProperty("aws.accessKeyId", CEPH.accessKey());
            System.setProperty("aws.secretAccessKey", CEPH.secretKey());
            assertThat(store.stat(new Locator("a.jpg"))).isEmpty();
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
            System.clearProperty("aws.disableEc2Metadata");
        }
    }
}
