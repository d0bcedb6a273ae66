package dev.imago.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.Stored;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** What a store in a bucket does beside the contract. */
@Tag("slow")
final class S3StoreTest extends S3Ground {
    private static final int PART = 5 << 20;

    private static S3Store inParts(String bucket) {
        return store(bucket, "", PART, Duration.ofDays(1));
    }

    private static S3Store store(String bucket, String prefix, long partSize, Duration leftoverAge) {
        return new S3Store(
                "bucket",
                CEPH.service(),
                new Bucket(bucket, prefix, "public, max-age=60", partSize, leftoverAge, Optional.empty()),
                CephCluster.PATIENCE);
    }

    @Test
    void prefixes_keep_stores_of_one_bucket_apart() {
        String bucket = CEPH.bucket();
        try (S3Store one = store(bucket, "one/", PART, Duration.ofDays(1));
                S3Store two = store(bucket, "two/", PART, Duration.ofDays(1))) {
            put(one, "a.jpg", random(100, 1));
            put(two, "a.jpg", random(100, 2));
            put(two, "b.jpg", random(100, 3));

            assertThat(read(one, "a.jpg")).isEqualTo(random(100, 1));
            assertThat(one.stat(new Locator("b.jpg"))).isEmpty();
            assertThat(keys(one)).containsExactly("a.jpg");
            assertThat(keys(two)).containsExactly("a.jpg", "b.jpg");
            assertThat(CEPH.client()
                            .listObjectsV2(request -> request.bucket(bucket))
                            .contents())
                    .extracting(object -> object.key())
                    .containsExactly("one/a.jpg", "two/a.jpg", "two/b.jpg");
        }
    }

    @Test
    void a_key_that_is_too_long_with_its_prefix_is_never_there() {
        ImageKey key = ImageKey.of(("y".repeat(204) + "/").repeat(4) + "z".repeat(204));
        try (S3Store store = store(CEPH.bucket(), "one/", PART, Duration.ofDays(1))) {
            assertThat(store.capability(PathAddressed.class).orElseThrow().locate(key))
                    .isEmpty();
            assertThat(store.stat(new Locator(key.value()))).isEmpty();
            assertFault(() -> put(store, key.value(), random(10, 1)), Fault.Kind.INVALID, "too long");
        }
    }

    @Test
    void objects_say_what_they_are_to_those_who_read_them_without_imago() {
        String bucket = CEPH.bucket();
        byte[] large = random(PART + 1, 1);
        try (S3Store store = inParts(bucket)) {
            put(store, "small.jpg", random(100, 1));
            put(store, "large.jpg", large);
        }
        for (String key : List.of("small.jpg", "large.jpg")) {
            HeadObjectResponse head =
                    CEPH.client().headObject(request -> request.bucket(bucket).key(key));
            assertThat(head.contentType()).isEqualTo("image/jpeg");
            assertThat(head.cacheControl()).isEqualTo("public, max-age=60");
            assertThat(head.metadata())
                    .containsEntry(
                            "sha256",
                            Digest.of(key.equals("small.jpg") ? random(100, 1) : large)
                                    .hex());
        }
    }

    @Test
    void what_other_programs_put_there_is_listed_unless_it_cannot_be_an_image() {
        String bucket = CEPH.bucket();
        for (String name : List.of("there.jpg", "folder/", "a//b.jpg", ".hidden/c.jpg", "line\nbreak.jpg")) {
            CEPH.client().putObject(request -> request.bucket(bucket).key(name), RequestBody.fromString("x"));
        }
        try (S3Store store = inParts(bucket)) {
            assertThat(keys(store)).containsExactly("there.jpg");
        }
    }

    @Test
    void a_listing_goes_on_after_a_thousand() {
        String bucket = CEPH.bucket();
        try (S3Store store = inParts(bucket)) {
            var names = java.util.stream.IntStream.range(0, 1005)
                    .mapToObj("%04d.jpg"::formatted)
                    .toList();
            names.parallelStream()
                    .forEach(name -> CEPH.client()
                            .putObject(request -> request.bucket(bucket).key(name), RequestBody.fromString("x")));
            assertThat(keys(store)).isEqualTo(names);
        }
    }

    @Test
    void a_large_image_is_sent_in_parts_and_reads_as_one() {
        String bucket = CEPH.bucket();
        byte[] bytes = random(2 * PART + 12_345, 7);
        try (S3Store store = inParts(bucket)) {
            Stored stored = put(store, "large.jpg", bytes);

            assertThat(stored.stat().validator()).endsWith("-3");
            assertThat(store.stat(stored.locator())).contains(stored.stat());
            assertThat(Digest.of(read(store, "large.jpg"))).isEqualTo(Digest.of(bytes));
            try (Blob blob =
                    store.open(stored.locator(), new ByteRange(PART - 3, 6)).orElseThrow()) {
                assertThat(rest(blob)).isEqualTo(Arrays.copyOfRange(bytes, PART - 3, PART + 3));
            }
        }
    }

    @Test
    void an_upload_in_parts_that_fails_leaves_the_old_version_and_no_parts() {
        String bucket = CEPH.bucket();
        try (S3Store store = inParts(bucket)) {
            put(store, "large.jpg", random(100, 1));
            Content.Guard lost = () -> {
                assertThat(uploads(bucket)).as("all parts are there").isEqualTo(1);
                throw new Fault(Fault.Kind.UNAVAILABLE, "lost");
            };
            assertFault(
                    () -> withContent(
                            random(PART + 1, 2),
                            content -> store.put(
                                    ImageKey.of("large.jpg"),
                                    new Content(
                                            content.file(), content.size(), content.digest(), content.format(), lost))),
                    Fault.Kind.UNAVAILABLE,
                    "lost");
            assertThat(read(store, "large.jpg")).isEqualTo(random(100, 1));
            assertThat(uploads(bucket)).isZero();
        }
    }

    @Test
    void parts_that_a_dead_process_left_are_removed_once_they_are_old() {
        String bucket = CEPH.bucket();
        for (String key : List.of("in/large.jpg", "out/large.jpg")) {
            String upload = CEPH.client()
                    .createMultipartUpload(request -> request.bucket(bucket).key(key))
                    .uploadId();
            CEPH.client()
                    .uploadPart(
                            request -> request.bucket(bucket)
                                    .key(key)
                                    .uploadId(upload)
                                    .partNumber(1),
                            RequestBody.fromBytes(random(PART, 1)));
        }
        var connection = new Once<>(() -> new Connection(CEPH.service(), CephCluster.PATIENCE));

        assertThat(new Leftovers(connection, leftovers(bucket, Duration.ofHours(1))).abort())
                .isZero();
        assertThat(uploads(bucket)).isEqualTo(2);
        assertThat(new Leftovers(connection, leftovers(bucket, Duration.ofSeconds(-5))).abort())
                .isEqualTo(1);
        assertThat(uploads(bucket)).as("of another prefix").isEqualTo(1);
        connection.get().close();
    }

    private static Bucket leftovers(String bucket, Duration age) {
        return new Bucket(bucket, "in/", "", PART, age, Optional.empty());
    }

    @Test
    void a_version_that_was_replaced_is_not_mixed_with_its_successor() {
        try (S3Store store = inParts(CEPH.bucket())) {
            Stored stored = put(store, "a.jpg", random(200_000, 1));
            try (Blob blob = store.open(stored.locator(), ByteRange.ALL).orElseThrow()) {
                put(store, "a.jpg", random(200_000, 2));
                assertFault(() -> blob.again(new ByteRange(10, 10)), Fault.Kind.CHANGED, "replaced");
                store.delete(stored.locator());
                assertFault(() -> blob.again(new ByteRange(10, 10)), Fault.Kind.CHANGED, "removed");
            }
        }
    }

    @Test
    void a_body_that_breaks_off_is_asked_for_again_where_it_ended() {
        byte[] bytes = random(12 << 20, 3);
        try (S3Store store = inParts(CEPH.bucket())) {
            Stored stored = put(store, "large.jpg", bytes);
            try (Blob blob = store.open(stored.locator(), ByteRange.ALL).orElseThrow()) {
                ByteBuffer head = ByteBuffer.allocate(1 << 20);
                while (head.hasRemaining()) {
                    blob.read(head);
                }
                CEPH.kill("rgw");
                CEPH.launch("rgw");
                assertThat(Digest.of(rest(blob)))
                        .isEqualTo(Digest.of(Arrays.copyOfRange(bytes, 1 << 20, bytes.length)));
            }
        }
    }

    @Test
    void a_body_that_breaks_off_is_not_completed_from_another_version() {
        try (S3Store store = inParts(CEPH.bucket())) {
            Stored stored = put(store, "large.jpg", random(12 << 20, 3));
            try (Blob blob = store.open(stored.locator(), ByteRange.ALL).orElseThrow()) {
                blob.read(ByteBuffer.allocate(1000));
                CEPH.kill("rgw");
                CEPH.launch("rgw");
                put(store, "large.jpg", random(12 << 20, 4));
                assertFault(() -> rest(blob), Fault.Kind.CHANGED, "replaced");
            }
        }
    }

    @Test
    void readers_who_leave_early_leave_their_connections_to_others() {
        var patience = new Patience(2, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2));
        String bucket = CEPH.bucket();
        try (S3Store store = new S3Store("bucket", CEPH.service(), CephCluster.options(bucket), patience)) {
            Stored stored = put(store, "large.jpg", random(4 << 20, 5));
            var read = new AtomicInteger();
            for (int i = 0; i < 10; i++) {
                try (Blob blob = store.open(stored.locator(), ByteRange.ALL).orElseThrow()) {
                    read.addAndGet(blob.read(ByteBuffer.allocate(100)));
                }
            }
            assertThat(read.get()).isPositive();
        }
    }

    private static int uploads(String bucket) {
        return CEPH.client()
                .listMultipartUploads(request -> request.bucket(bucket))
                .uploads()
                .size();
    }

    private static List<String> keys(S3Store store) {
        var keys = new ArrayList<String>();
        store.capability(Listing.class)
                .orElseThrow()
                .list("", listed -> keys.add(listed.key().value()));
        return keys;
    }
}
