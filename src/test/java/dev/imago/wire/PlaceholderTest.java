package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The picture in the place of a missing one is never taken for it (invariant I7). */
final class PlaceholderTest {
    private static final String ROUTES = """
            routes:
              - name: remembered
                path: /shop/**
                delivery: {placeholder: static/missing.png, missing-max-age: 5s, resource-policy: cross-origin, cors-origins: ["https://shop.example.com"]}
              - name: broken
                path: /old/**
                delivery: {placeholder: static/none.png}
              - name: rest
                delivery: {placeholder: static/missing.png}
            """;

    @TempDir
    private Path base;

    @ParameterizedTest
    @ValueSource(strings = {"1MB", "0"})
    void a_missing_image_is_a_404_with_the_placeholder_and_nothing_to_remember_it_by(String inMemory) throws Exception {
        byte[] picture = Site.photo("coffee.png");
        try (Site site = new Site(base)
                .with("static/missing.png", picture)
                .start(ROUTES + "delivery: {largest-in-memory: " + inMemory + "}")) {
            for (Wire wire : Wire.values()) {
                for (String condition : List.of(
                        "Accept: */*",
                        "If-None-Match: *",
                        "Range: bytes=0-9",
                        "If-Modified-Since: " + Site.TAKEN_TEXT)) {
                    Reply reply = site.send(wire, "GET", "/qa/none.jpg", condition);
                    assertThat(reply.status()).isEqualTo(404);
                    assertThat(reply.field("content-type")).contains("image/png");
                    assertThat(reply.body()).isEqualTo(picture);
                    assertThat(reply.field("cache-control")).contains("no-store");
                    assertThat(reply.field("x-content-type-options")).contains("nosniff");
                    assertThat(reply.fields())
                            .doesNotContainKeys("etag", "last-modified", "accept-ranges", "cdn-cache-control");
                }
                Reply head = site.send(wire, "HEAD", "/qa/none.jpg");
                assertThat(head.lastingFields())
                        .isEqualTo(site.send(wire, "GET", "/qa/none.jpg").lastingFields());
                assertThat(head.body()).isEmpty();
            }
            Reply remembered = site.get("/shop/none.jpg", "Origin: https://shop.example.com");
            assertThat(remembered.status()).isEqualTo(404);
            assertThat(remembered.field("cache-control")).contains("public, max-age=5");
            assertThat(remembered.field("cross-origin-resource-policy")).contains("cross-origin");
            assertThat(remembered.field("access-control-allow-origin")).contains("https://shop.example.com");
            assertThat(remembered.field("vary")).contains("Origin");

            Reply itself = site.get("/static/missing.png");
            assertThat(itself.status()).isEqualTo(200);
            assertThat(itself.fields()).containsKey("etag");
        }
    }

    @Test
    void it_gives_way_to_the_image_at_once() throws Exception {
        byte[] photo = Site.photo("dogs.jpg");
        try (Site site = new Site(base)
                .with("static/missing.png", Site.photo("coffee.png"))
                .start(ROUTES)) {
            assertThat(site.get("/qa/late.jpg").status()).isEqualTo(404);
            site.put("qa/late.jpg", photo);
            Reply reply = site.get("/qa/late.jpg");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(photo);
            site.delete("qa/late.jpg");
            assertThat(site.get("/qa/late.jpg").status()).isEqualTo(404);
        }
    }

    @Test
    void without_the_picture_the_answer_is_a_problem() throws Exception {
        try (Site site = new Site(base).start(ROUTES)) {
            Reply reply = site.get("/old/none.jpg");
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.field("content-type")).contains("application/problem+json");
            assertThat(reply.text()).contains("\"status\":404");
        }
    }
}
