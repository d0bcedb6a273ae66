package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long an image may be kept, and what other sites may do with it: by its route. */
final class PolicyTest {
    private static final String ROUTES = """
            routes:
              - name: products
                path: /products/**
                delivery:
                  max-age: 365d
                  immutable: true
                  cdn-max-age: 730d
                  stale-while-revalidate: 0s
                  stale-if-error: 0s
                  resource-policy: cross-origin
                  timing-allow-origin: "*"
                  server-timing: true
                  cors-origins: ["*"]
              - name: avatars
                path: /avatars/**
                delivery:
                  max-age: 60s
                  stale-while-revalidate: 30s
                  stale-if-error: 5m
                  resource-policy: same-site
                  missing-max-age: 5s
                  cors-origins: [https://shop.example.com, https://www.example.com]
              - name: rest
            """;

    private static final List<String> CONDITIONS =
            List.of("Accept: */*", "Range: bytes=0-9", "Range: bytes=0-9,20-29", "If-None-Match: *");

    @TempDir
    static Path base;

    private static Site site;

    @BeforeAll
    static void serve() throws Exception {
        byte[] photo = Site.photo("cat.webp");
        site = new Site(base)
                .with("products/cat.webp", photo)
                .with("avatars/cat.webp", photo)
                .with("cat.webp", photo)
                .start(ROUTES);
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void the_default_is_public_and_a_day(Wire wire) throws Exception {
        for (String condition : CONDITIONS) {
            Reply reply = site.send(wire, "GET", "/cat.webp", condition, "Origin: https://shop.example.com");
            assertThat(reply.field("cache-control"))
                    .contains("public, max-age=86400, stale-while-revalidate=3600, stale-if-error=604800");
            assertThat(reply.fields())
                    .doesNotContainKeys(
                            "cdn-cache-control",
                            "vary",
                            "access-control-allow-origin",
                            "cross-origin-resource-policy",
                            "timing-allow-origin",
                            "server-timing",
                            "set-cookie");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_route_may_promise_that_its_images_never_change(Wire wire) throws Exception {
        for (String condition : CONDITIONS) {
            Reply reply = site.send(wire, "GET", "/products/cat.webp", condition);
            assertThat(reply.field("cache-control")).contains("public, max-age=31536000, immutable");
            assertThat(reply.field("cdn-cache-control")).contains("public, max-age=63072000");
            assertThat(reply.fields()).doesNotContainKey("vary");
        }
        Reply avatar = site.send(wire, "GET", "/avatars/cat.webp");
        assertThat(avatar.field("cache-control"))
                .contains("public, max-age=60, stale-while-revalidate=30, stale-if-error=300");
        assertThat(avatar.fields()).doesNotContainKey("cdn-cache-control");
    }

    @Test
    void what_is_not_there_is_kept_for_seconds_or_not_at_all() throws Exception {
        assertThat(site.get("/none.webp").field("cache-control")).contains("no-store");
        assertThat(site.get("/products/none.webp").field("cache-control")).contains("no-store");
        assertThat(site.get("/products/none.webp").fields()).doesNotContainKey("cdn-cache-control");
        assertThat(site.get("/avatars/none.webp").field("cache-control")).contains("public, max-age=5");
    }

    @Test
    void other_sites_may_embed_and_time_images_as_the_route_says() throws Exception {
        for (String condition :
                List.of("Accept: */*", "Range: bytes=0-9", "Range: bytes=99999999-", "If-Match: \"x\"")) {
            Reply product = site.get("/products/cat.webp", condition);
            assertThat(product.field("cross-origin-resource-policy")).contains("cross-origin");
            assertThat(product.field("timing-allow-origin")).contains("*");
            Reply avatar = site.get("/avatars/cat.webp", condition);
            assertThat(avatar.field("cross-origin-resource-policy")).contains("same-site");
            assertThat(avatar.fields()).doesNotContainKey("timing-allow-origin");
        }
        assertThat(site.get("/products/none.webp").field("cross-origin-resource-policy"))
                .contains("cross-origin");
    }

    @Test
    void server_timing_tells_whether_an_image_was_read_or_in_memory() throws Exception {
        site.with("products/fresh.webp", Site.photo("cat.webp"));
        Site.await("settled", () -> {
            Reply reply = site.get("/products/fresh.webp");
            if (reply.status() == 200) {
                assertThat(reply.field("server-timing")).contains("source;desc=store");
            }
            return reply.status() == 200;
        });
        for (String part : List.of("Accept: */*", "Range: bytes=0-9")) {
            // The adoption of the new file may empty the memory once more.
            Site.await(
                    "in memory",
                    () -> site.get("/products/fresh.webp", part)
                            .field("server-timing")
                            .equals(java.util.Optional.of("source;desc=memory")));
        }
    }

    @Test
    void every_script_may_read_where_all_origins_are_allowed() throws Exception {
        for (String target : List.of("/products/cat.webp", "/products/none.webp")) {
            for (String condition :
                    List.of("Accept: */*", "If-None-Match: *", "If-Match: \"x\"", "Range: bytes=99999999-")) {
                Reply reply = site.get(target, condition, "Origin: https://anywhere.example.org");
                assertThat(reply.field("access-control-allow-origin"))
                        .as(target + " " + condition)
                        .contains("*");
                assertThat(reply.fields()).doesNotContainKeys("vary", "access-control-allow-credentials");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void where_some_origins_are_allowed_every_answer_says_which_and_that_it_varies(Wire wire) throws Exception {
        for (String target : List.of("/avatars/cat.webp", "/avatars/none.webp")) {
            for (String condition :
                    List.of("Accept: */*", "If-None-Match: *", "If-Match: \"x\"", "Range: bytes=99999999-")) {
                String what = target + " " + condition;
                Reply allowed = site.send(wire, "GET", target, condition, "Origin: https://shop.example.com");
                assertThat(allowed.field("access-control-allow-origin"))
                        .as(what)
                        .contains("https://shop.example.com");
                assertThat(allowed.field("vary")).as(what).contains("Origin");
                for (String other : List.of("Origin: https://evil.example.org", "Origin: null", "Accept: image/webp")) {
                    Reply refused = site.send(wire, "GET", target, condition, other);
                    assertThat(refused.fields()).as(what).doesNotContainKey("access-control-allow-origin");
                    assertThat(refused.field("vary")).as(what).contains("Origin");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_preflight_is_answered_for_allowed_origins_only(Wire wire) throws Exception {
        String asks = "Access-Control-Request-Method: GET";
        Reply allowed = site.send(wire, "OPTIONS", "/avatars/cat.webp", "Origin: https://www.example.com", asks);
        assertThat(allowed.status()).isEqualTo(204);
        assertThat(allowed.field("allow")).contains("GET, HEAD, OPTIONS");
        assertThat(allowed.field("access-control-allow-origin")).contains("https://www.example.com");
        assertThat(allowed.field("access-control-allow-methods")).contains("GET, HEAD, OPTIONS");
        assertThat(allowed.field("access-control-allow-headers").orElseThrow()).contains("If-None-Match", "Range");
        assertThat(allowed.field("access-control-max-age")).contains("86400");
        assertThat(allowed.field("vary")).contains("Origin");
        assertThat(allowed.fields()).doesNotContainKey("access-control-allow-credentials");

        Reply refused = site.send(wire, "OPTIONS", "/avatars/cat.webp", "Origin: https://evil.example.org", asks);
        assertThat(refused.status()).isEqualTo(204);
        assertThat(refused.fields().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        Reply nowhere = site.send(wire, "OPTIONS", "/cat.webp", "Origin: https://www.example.com", asks);
        assertThat(nowhere.fields().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        assertThat(site.send(wire, "OPTIONS", "/products/cat.webp", "Origin: https://a.example", asks)
                        .field("access-control-allow-origin"))
                .contains("*");
    }
}
