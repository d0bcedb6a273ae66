package dev.imago.store.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store in front of a real nginx, with its good and its bad habits. */
final class HttpStoreTest {
    private static final Locator IMAGE = new Locator("a.jpg");
    private static final byte[] BYTES = bytes(5_000);
    private static final byte[] LARGE = bytes(3 * OriginReader.WHOLE);

    @TempDir
    static Path folder;

    private static LegacyServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new LegacyServer(folder);
        server.put("a.jpg", BYTES);
        server.put("large.jpg", LARGE);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static Store store(String path) {
        return new HttpStore("legacy", Origins.at(server.url() + path));
    }

    // --- what is asked

    @Test
    void asks_for_the_configured_host_with_the_configured_fields_and_for_no_coding() throws Exception {
        try (Store store = store("", origin -> {
            origin.host = Optional.of("www.example.com");
            origin.headers = Map.of("Authorization", "Bearer abc");
        })) {
            assertThat(read(store, IMAGE)).contains(BYTES);
        }
        awaitRequest("GET /a.jpg host=www.example.com auth=Bearer abc coding=identity range=- 200");
    }

    private static Store store(String path, Consumer<Origins> changes) {
        return new HttpStore("legacy", Origins.at(server.url() + path, changes));
    }

    private static Store impatient(String url) {
        return new HttpStore("legacy", Origins.at(url, origin -> origin.timeout = Duration.ofMillis(300)));
    }

    private static Store secure(Optional<Path> authority) {
        return new HttpStore("legacy", Origins.at(server.secureUrl(), origin -> origin.authority = authority));
    }

    private static Store redirecting(String path, String... hosts) {
        return store(path, origin -> {
            origin.headers = Map.of("Authorization", "secret");
            origin.redirectHosts = Set.of(hosts);
        });
    }

    private static void awaitRequest(String line) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!server.requests().contains(line)) {
            assertThat(System.nanoTime()).as(line + " in " + server.requests()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void an_image_that_the_origin_would_pack_comes_as_it_is() throws IOException {
        byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".repeat(100).getBytes(StandardCharsets.UTF_8);
        server.put("drawn.svg", svg);
        try (Store store = store("")) {
            assertThat(read(store, new Locator("drawn.svg"))).contains(svg);
        }
    }

    @Test
    void an_image_that_is_packed_all_the_same_is_refused() throws IOException {
        server.put("b.jpg.gz", bytes(100));
        try (Store store = store("packed/")) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(new Locator("b.jpg"), ByteRange.ALL));
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.stat(new Locator("b.jpg")));
        }
    }

    @Test
    void nothing_can_be_put_or_deleted() {
        try (Store store = store("")) {
            var content = new Content(folder, 1, Digest.of(BYTES), Format.JPEG);
            assertFails(Fault.Kind.FORBIDDEN, () -> store.put(ImageKey.of("a.jpg"), content));
            assertFails(Fault.Kind.FORBIDDEN, () -> store.delete(IMAGE));
            assertThat(read(store, IMAGE)).contains(BYTES);
        }
    }

    // --- redirects

    @Test
    void a_redirect_within_the_origin_is_followed() {
        try (Store store = redirecting("here/")) {
            assertThat(read(store, IMAGE)).contains(BYTES);
            assertThat(store.stat(IMAGE)).isPresent();
        }
    }

    @Test
    void a_redirect_to_another_host_is_refused() {
        try (Store store = redirecting("there/", "example.com")) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, ByteRange.ALL));
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.stat(IMAGE));
        }
    }

    @Test
    void a_redirect_to_a_host_that_was_named_is_followed_without_the_origins_secrets() {
        try (Store store = redirecting("there/", "localhost")) {
            assertThat(read(store, IMAGE)).contains(BYTES);
        }
        awaitRequest("GET /there/a.jpg host=127.0.0.1:" + server.port() + " auth=secret coding=identity range=- 302");
        awaitRequest("GET /a.jpg host=localhost:" + server.port() + " auth=- coding=identity range=- 200");
    }

    @Test
    void redirects_without_end_are_given_up() {
        try (Store store = store("round/")) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, ByteRange.ALL));
        }
    }

    // --- statuses

    @Test
    void absence_is_told_from_failure() {
        for (int absent : new int[] {404, 410}) {
            try (Store store = store("status/" + absent + "/")) {
                assertThat(store.open(IMAGE, ByteRange.ALL)).isEmpty();
                assertThat(store.open(IMAGE, new ByteRange(5, 5))).isEmpty();
                assertThat(store.stat(IMAGE)).isEmpty();
            }
        }
        assertStatus(401, Fault.Kind.FORBIDDEN);
        assertStatus(403, Fault.Kind.FORBIDDEN);
        assertStatus(400, Fault.Kind.BAD_UPSTREAM);
        assertStatus(204, Fault.Kind.BAD_UPSTREAM);
        assertStatus(500, Fault.Kind.UNAVAILABLE);
        assertStatus(504, Fault.Kind.TIMEOUT);
        assertThat(assertStatus(503, Fault.Kind.UNAVAILABLE).retryAfter()).contains(Duration.ofSeconds(20));
        assertThat(assertStatus(429, Fault.Kind.UNAVAILABLE).retryAfter()).contains(Duration.ofSeconds(7));
    }

    private static Fault assertStatus(int status, Fault.Kind kind) {
        try (Store store = store("status/" + status + "/")) {
            assertFails(kind, () -> store.stat(IMAGE));
            return assertFails(kind, () -> store.open(IMAGE, ByteRange.ALL));
        }
    }

    // --- versions

    @Test
    void a_large_image_is_read_in_parts_of_the_same_version_until_it_is_replaced() throws IOException {
        server.put("replaced.jpg", LARGE);
        Locator locator = new Locator("replaced.jpg");
        for (String habit : new String[] {"", "timed/", "whole/"}) {
            server.put("replaced.jpg", LARGE);
            try (Store store = store(habit);
                    Blob blob = store.open(locator, ByteRange.ALL).orElseThrow()) {
                try (Blob part = blob.again(new ByteRange(1_000_000, 500))) {
                    assertThat(drain(part)).isEqualTo(Arrays.copyOfRange(LARGE, 1_000_000, 1_000_500));
                    assertThat(part.stat()).isEqualTo(blob.stat());
                }
                server.put("replaced.jpg", bytes(LARGE.length));
                assertFails(Fault.Kind.CHANGED, () -> blob.again(new ByteRange(1_000_000, 500)));
                server.remove("replaced.jpg");
                assertFails(Fault.Kind.CHANGED, () -> blob.again(ByteRange.ALL));
            }
        }
    }

    @Test
    void an_image_that_is_replaced_while_it_comes_is_the_old_one_to_its_end() throws IOException {
        Locator locator = new Locator("coming.jpg");
        server.put("coming.jpg", LARGE);
        try (Store store = store("");
                Blob blob = store.open(locator, ByteRange.ALL).orElseThrow()) {
            byte[] first = new byte[100_000];
            ByteBuffer buffer = ByteBuffer.wrap(first);
            while (buffer.hasRemaining()) {
                blob.read(buffer);
            }
            BlobStat old = blob.stat();
            server.put("coming.jpg", BYTES);
            assertThat(drain(blob)).isEqualTo(Arrays.copyOfRange(LARGE, first.length, LARGE.length));
            assertThat(store.stat(locator)).isPresent().isNotEqualTo(Optional.of(old));
        }
    }

    /** nginx makes its strong tags of seconds and sizes. */
    @Test
    void two_versions_of_one_second_and_size_are_told_apart_by_the_next_look() throws Exception {
        Locator locator = new Locator("twice.jpg");
        try (Store store = store("")) {
            BlobStat first;
            Instant second;
            do {
                second = Instant.now();
                server.put("twice.jpg", BYTES, second);
                first = store.stat(locator).orElseThrow();
            } while (Instant.now().getEpochSecond() != second.getEpochSecond());
            Optional<Blob> opened = store.open(locator, ByteRange.ALL);
            server.put("twice.jpg", bytes(BYTES.length), second);
            long until = second.getEpochSecond() + 2;
            while (Instant.now().getEpochSecond() < until) {
                Thread.onSpinWait();
            }
            assertThat(store.stat(locator).orElseThrow().validator()).isNotEqualTo(first.validator());
            assertThat(drain(opened.orElseThrow())).isEqualTo(BYTES);
        }
    }

    @Test
    void says_how_long_an_image_may_be_taken_for_current() {
        try (Store store = store("hour/");
                Blob blob = store.open(IMAGE, ByteRange.ALL).orElseThrow()) {
            assertThat(blob.freshFor()).contains(Duration.ofHours(1));
        }
        try (Store store = store("");
                Blob blob = store.open(IMAGE, ByteRange.ALL).orElseThrow()) {
            assertThat(blob.freshFor()).contains(Duration.ofMinutes(1));
        }
    }

    @Test
    void an_image_that_is_too_large_is_refused() {
        try (Store store = store("", origin -> origin.maxBytes = 4_999)) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, ByteRange.ALL));
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.stat(IMAGE));
        }
        try (Store store = store("", origin -> origin.maxBytes = 5_000)) {
            assertThat(read(store, IMAGE)).contains(BYTES);
        }
    }

    // --- trouble

    @Test
    void an_origin_that_is_killed_breaks_the_image_off_and_is_asked_again_when_it_is_back() throws IOException {
        Locator large = new Locator("large.jpg");
        try (Store store = store("slow/")) {
            try (Blob blob = store.open(large, ByteRange.ALL).orElseThrow()) {
                ByteBuffer buffer = ByteBuffer.allocate(1000);
                assertThat(blob.read(buffer)).isPositive();
                server.kill();
                assertFails(Fault.Kind.UNAVAILABLE, () -> drain(blob));
                assertFails(Fault.Kind.UNAVAILABLE, () -> blob.again(ByteRange.ALL));
                assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(large));
                server.revive();
                try (Blob rest = blob.again(new ByteRange(LARGE.length - 1000L, ByteRange.TO_END))) {
                    assertThat(drain(rest)).isEqualTo(Arrays.copyOfRange(LARGE, LARGE.length - 1000, LARGE.length));
                }
            }
        }
    }

    @Test
    void an_origin_that_says_nothing_or_cannot_be_reached_fails_in_time() throws IOException {
        try (SilentServer silent = new SilentServer();
                Store store = impatient(silent.url())) {
            assertFails(Fault.Kind.TIMEOUT, () -> store.stat(IMAGE));
            assertFails(Fault.Kind.TIMEOUT, () -> store.open(IMAGE, ByteRange.ALL));
        }
        String closed;
        try (SilentServer silent = new SilentServer()) {
            closed = silent.url();
        }
        try (Store store = impatient(closed)) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(IMAGE));
        }
    }

    @Test
    void an_image_that_may_have_been_cut_off_is_no_image() throws IOException {
        String untold = "HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\n\r\nbegin";
        try (SilentServer cutting = new SilentServer(untold, true);
                Store store = new HttpStore("legacy", Origins.at(cutting.url()))) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, ByteRange.ALL));
        }
        String shorter = "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 10\r\n\r\nbegin";
        try (SilentServer cutting = new SilentServer(shorter, true);
                Store store = new HttpStore("legacy", Origins.at(cutting.url()))) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.open(IMAGE, ByteRange.ALL));
        }
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n";
        try (SilentServer cutting = new SilentServer(chunked, true);
                Store store = new HttpStore("legacy", Origins.at(cutting.url()))) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.open(IMAGE, ByteRange.ALL));
        }
    }

    @Test
    void another_part_than_was_asked_for_is_refused() throws IOException {
        String part = "HTTP/1.1 206 Partial Content\r\nETag: \"1\"\r\nContent-Range: bytes 0-4/10\r\n"
                + "Content-Length: 5\r\n\r\nbegin";
        try (SilentServer wrong = new SilentServer(part, true);
                Store store = new HttpStore("legacy", Origins.at(wrong.url()))) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, new ByteRange(5, 5)));
        }
    }

    @Test
    void an_origin_with_its_own_authority_is_believed_only_where_that_is_configured() throws Exception {
        Path authority = server.secure();
        try (Store store = secure(Optional.of(authority))) {
            assertThat(read(store, IMAGE)).contains(BYTES);
            assertThat(read(store, new Locator("large.jpg"))).contains(LARGE);
        }
        try (Store store = secure(Optional.empty())) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(IMAGE));
        }
        assertThatThrownBy(() -> secure(Optional.of(folder.resolve("key.pem"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key.pem");
    }

    private static Optional<byte[]> read(Store store, Locator locator) {
        return store.open(locator, ByteRange.ALL).map(blob -> {
            try (blob) {
                return drain(blob);
            }
        });
    }

    private static byte[] drain(Blob blob) {
        var bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(50_000);
        while (blob.read(buffer.clear()) >= 0) {
            bytes.write(buffer.array(), 0, buffer.position());
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random().nextBytes(bytes);
        return bytes;
    }

    private static Fault assertFails(Fault.Kind kind, ThrowingCallable call) {
        Fault[] seen = new Fault[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).as(fault.detail()).isEqualTo(kind);
            seen[0] = fault;
        });
        return seen[0];
    }
}
