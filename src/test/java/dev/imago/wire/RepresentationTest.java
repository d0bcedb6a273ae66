package dev.imago.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an image is sent as: its bytes, its type by them, and a validator that belongs to exactly these. */
final class RepresentationTest {
    private static final String SVG = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">"
            + "<script>alert(1)</script><rect width=\"9\" height=\"9\"/></svg>";

    /** Photographs, under names that do not always tell the truth, and their types. */
    private static final Map<String, List<String>> TYPES = Map.of(
            "a/fig.jpg", List.of("fig.jpg", "image/jpeg"),
            "a/coffee.jpg", List.of("coffee.png", "image/png"),
            "a/cat.html", List.of("cat.webp", "image/webp"),
            "a/dogs", List.of("dogs.jpg", "image/jpeg"));

    @TempDir
    static Path base;

    private static Site site;
    private static Site streamed;

    @BeforeAll
    static void serve() throws Exception {
        site = fill("hot").start("");
        streamed = fill("streamed").start("delivery: {largest-in-memory: 0}");
    }

    private static Site fill(String name) throws Exception {
        Site filled = new Site(base.resolve(name));
        for (var one : TYPES.entrySet()) {
            filled.with(one.getKey(), Site.photo(one.getValue().getFirst()));
        }
        return filled.with("a/drawing.jpg", SVG.getBytes(UTF_8))
                .with("a/page.jpg", "<!DOCTYPE html><script>alert(1)</script>".getBytes(UTF_8))
                .with("a/empty.jpg", new byte[0]);
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
        streamed.close();
    }

    @ParameterizedTest
    @EnumSource
    void an_image_has_the_type_of_its_bytes_and_the_digest_of_them(Wire wire) throws Exception {
        for (Site from : List.of(site, streamed)) {
            for (var one : TYPES.entrySet()) {
                byte[] photo = Site.photo(one.getValue().getFirst());
                Reply reply = from.send(wire, "GET", "/" + one.getKey());
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.body()).isEqualTo(photo);
                assertThat(reply.field("content-type")).contains(one.getValue().getLast());
                assertThat(reply.field("content-length")).contains(Integer.toString(photo.length));
                assertThat(reply.field("etag")).contains('"' + sha256(photo) + '"');
                assertThat(reply.field("last-modified")).contains(Site.TAKEN_TEXT);
                assertThat(reply.field("accept-ranges")).contains("bytes");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_head_is_a_get_without_its_bytes(Wire wire) throws Exception {
        for (Site from : List.of(site, streamed)) {
            for (String target : List.of("/a/fig.jpg", "/a/none.jpg", "/a/%2e%2e/b", "/a/")) {
                Reply get = from.send(wire, "GET", target);
                Reply head = from.send(wire, "HEAD", target);
                assertThat(head.status()).isEqualTo(get.status());
                assertThat(head.lastingFields()).isEqualTo(get.lastingFields());
                assertThat(head.body()).isEmpty();
                assertThat(get.body()).isNotEmpty();
            }
        }
    }

    @Test
    void an_svg_or_a_mislabelled_file_can_do_nothing_as_a_document() throws Exception {
        for (Site from : List.of(site, streamed)) {
            Reply drawing = from.get("/a/drawing.jpg");
            assertThat(drawing.status()).isEqualTo(200);
            assertThat(drawing.field("content-type")).contains("image/svg+xml");
            for (Reply reply :
                    List.of(drawing, from.get("/a/cat.html"), from.get("/a/page.jpg"), from.get("/a/fig.jpg"))) {
                assertThat(reply.field("content-security-policy").orElseThrow())
                        .contains("default-src 'none'", "sandbox")
                        .doesNotContain("script-src", "allow-");
                assertThat(reply.field("x-content-type-options")).contains("nosniff");
            }
        }
    }

    @Test
    void a_file_that_is_no_image_is_not_served() throws Exception {
        for (Site from : List.of(site, streamed)) {
            for (String target : List.of("/a/page.jpg", "/a/empty.jpg", "/a", "/a/", "/")) {
                Reply reply = from.get(target);
                assertThat(reply.status()).as(target).isEqualTo(404);
                assertThat(reply.text()).doesNotContain("script");
            }
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
