package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** What the public listener does not do, it says as problem+json (RFC 9457), to be kept by nobody. */
final class RefusalsTest {
    private static final Map<String, Integer> REFUSED = Map.of(
            "/none.jpg", 404,
            "/", 404,
            "/v1/images", 404,
            "/metrics", 404,
            "/%2e%2e/a.jpg", 400,
            "/a%5Cb.jpg", 400,
            "/%zz.jpg", 400,
            "/%FF.jpg", 400);

    @TempDir
    static Path base;

    private static Site site;

    @BeforeAll
    static void serve() throws Exception {
        site = new Site(base).with("dogs.jpg", Site.photo("dogs.jpg")).start("");
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void it_can_only_be_read(Wire wire) throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "PROPFIND", "MOVE")) {
            Reply reply = site.send(wire, method, "/dogs.jpg", "Authorization: Bearer " + Site.ADMIN_KEY);
            assertThat(reply.status()).as(method).isEqualTo(405);
            assertThat(reply.field("allow")).contains("GET, HEAD, OPTIONS");
            assertProblem(reply, 405);
        }
        assertThat(site.send(wire, "GET", "/dogs.jpg").body()).isEqualTo(Site.photo("dogs.jpg"));
    }

    @Test
    void a_body_that_comes_with_a_refused_method_does_no_harm() throws Exception {
        Reply reply = Wire.HTTP_1.send(
                site.uri(),
                "PUT",
                "/dogs.jpg",
                "Content-Length: 5",
                "Content-Type: image/jpeg",
                "Expect: 100-continue");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(site.get("/dogs.jpg").body()).isEqualTo(Site.photo("dogs.jpg"));
    }

    @Test
    void a_refusal_is_a_problem_to_be_kept_by_nobody() throws Exception {
        for (var one : REFUSED.entrySet()) {
            Reply reply = site.get(one.getKey());
            assertThat(reply.status()).as(one.getKey()).isEqualTo(one.getValue());
            assertProblem(reply, one.getValue());
        }
        assertProblem(site.get("/dogs.jpg", "If-Match: \"x\""), 412);
        assertProblem(site.get("/dogs.jpg", "Range: bytes=99999999-"), 416);
    }

    @ParameterizedTest
    @EnumSource
    void a_cookie_is_neither_set_nor_heeded(Wire wire) throws Exception {
        for (String method : List.of("GET", "HEAD", "OPTIONS", "POST")) {
            for (String target : List.of("/dogs.jpg", "/none.jpg", "/a%5Cb.jpg")) {
                Reply without = site.send(wire, method, target);
                Reply with = site.send(wire, method, target, "Cookie: session=1; lang=en");
                assertThat(with.fields()).doesNotContainKeys("set-cookie", "vary");
                assertThat(with.lastingFields()).isEqualTo(without.lastingFields());
                assertThat(with.body()).isEqualTo(without.body());
            }
        }
    }

    private static void assertProblem(Reply reply, int status) {
        assertThat(reply.field("content-type")).contains("application/problem+json");
        assertThat(reply.field("cache-control")).contains("no-store");
        assertThat(reply.fields()).doesNotContainKeys("etag", "last-modified", "set-cookie");
        var problem = JsonMapper.shared().readTree(reply.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotEmpty();
        assertThat(problem.get("detail").asString()).isNotEmpty();
    }
}
