package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Routes are asked in their order; the first that matches decides, and may look elsewhere. */
final class RoutesTest {
    private static final String ROUTES = """
            routes:
              - name: shop
                hosts: [shop.example.com, "*.shop.example.com"]
                path: /**
                rewrite: /shop/$1
                delivery: {max-age: 1m, stale-while-revalidate: 0s, stale-if-error: 0s}
              - name: thumbnails
                path: /pic/*/small/*.jpg
                rewrite: /upload/$1/$2.jpg
                delivery: {max-age: 2m, stale-while-revalidate: 0s, stale-if-error: 0s}
              - name: pictures
                path: /pic/**
                rewrite: /upload/$1
                delivery: {max-age: 3m, stale-while-revalidate: 0s, stale-if-error: 0s}
              - name: uploads
                path: /upload/**
                delivery: {max-age: 4m, stale-while-revalidate: 0s, stale-if-error: 0s}
            """;

    @TempDir
    static Path base;

    private static Site site;

    @BeforeAll
    static void serve() throws Exception {
        site = new Site(base)
                .with("upload/qa/test.jpg", Site.photo("dogs.jpg"))
                .with("shop/upload/qa/test.jpg", Site.photo("fig.jpg"))
                .with("elsewhere/test.jpg", Site.photo("fig.jpg"))
                .start(ROUTES);
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void the_first_route_that_matches_decides(Wire wire) throws Exception {
        assertRoute(site.send(wire, "GET", "/upload/qa/test.jpg"), 240, "dogs.jpg");
        assertRoute(site.send(wire, "GET", "/pic/qa/test.jpg"), 180, "dogs.jpg");
        assertRoute(site.send(wire, "GET", "/pic/qa/small/test.jpg"), 120, "dogs.jpg");
        assertThat(site.send(wire, "GET", "/elsewhere/test.jpg").status()).isEqualTo(404);
    }

    @Test
    void the_same_path_leads_elsewhere_on_another_host() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertRoute(site.get("/upload/qa/test.jpg", "Host: shop.example.com"), 60, "fig.jpg");
            assertRoute(site.get("/upload/qa/test.jpg", "Host: IMG.Shop.Example.com:8080"), 60, "fig.jpg");
            assertRoute(site.get("/upload/qa/test.jpg", "Host: shop.example.com.evil.org"), 240, "dogs.jpg");
            assertRoute(site.get("/upload/qa/test.jpg"), 240, "dogs.jpg");
        }
    }

    @Test
    void one_image_keeps_one_validator_under_all_its_addresses() throws Exception {
        String etag = site.get("/upload/qa/test.jpg").field("etag").orElseThrow();
        assertThat(site.get("/pic/qa/test.jpg", "If-None-Match: " + etag).status())
                .isEqualTo(304);
        assertThat(site.get("/pic/qa/test.jpg").field("cache-control")).contains("public, max-age=180");
        assertThat(site.get("/upload/qa/test.jpg").field("cache-control")).contains("public, max-age=240");
    }

    @Test
    void other_routes_hold_from_the_next_request_after_a_reload() throws Exception {
        Path other = base.resolve("reloaded");
        try (Site reloaded =
                new Site(other).with("upload/a.jpg", Site.photo("dogs.jpg")).start(ROUTES)) {
            assertRoute(reloaded.get("/pic/a.jpg"), 180, "dogs.jpg");
            reloaded.reload(
                    "routes: [{name: all, delivery: {max-age: 9s, stale-while-revalidate: 0s, stale-if-error: 0s}}]");
            assertThat(reloaded.get("/pic/a.jpg").status()).isEqualTo(404);
            assertRoute(reloaded.get("/upload/a.jpg"), 9, "dogs.jpg");
        }
    }

    private static void assertRoute(Reply reply, int maxAge, String photo) throws Exception {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("cache-control")).contains("public, max-age=" + maxAge);
        assertThat(reply.body()).isEqualTo(Site.photo(photo));
    }
}
