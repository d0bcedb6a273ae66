package dev.imago.store.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a store asks a real nginx for, and what it makes of its answers. */
final class HttpStoreTest extends OriginGround {
    @Test
    void asks_for_the_configured_host_with_the_configured_fields_and_for_no_coding() throws Exception {
        try (Store store = store("", origin -> {
            origin.host = Optional.of("www.example.com");
            origin.headers = Map.of("Authorization", "Bearer abc");
        })) {
            assertThat(read(store, IMAGE)).contains(BYTES);
        }
        awaitRequest("GET /a.jpg host=www.example.com auth=Bearer abc coding=identity range=- 200", "");
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

    private static Store secure(Optional<Path> authority) {
        return new HttpStore("legacy", Origins.at(server.secureUrl(), origin -> origin.authority = authority));
    }
}
