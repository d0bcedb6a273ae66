package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which heads are plain, and what is read of them. */
final class PlainHeadTest {
    private static final String PLAIN =
            "GET /a/b%20c.jpg?v=3 HTTP/1.1\r\nHost: img.example.com:8080\r\nAccept: image/avif\r\n"
                    + "accept:\timage/*, */*;q=0.8 \r\nConnection: Keep-Alive\r\nX-Empty:\r\n\r\n";

    @Test
    void what_is_plain_is_read_whole() {
        PlainHead head = read(PLAIN + "GET").orElseThrow();
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.path()).isEqualTo("/a/b%20c.jpg");
        assertThat(head.query()).contains("v=3");
        assertThat(head.targetLength()).isEqualTo("/a/b%20c.jpg?v=3".length());
        assertThat(head.authority()).isEqualTo("img.example.com:8080");
        assertThat(head.header("ACCEPT")).contains("image/avif, image/*, */*;q=0.8");
        assertThat(head.header("x-empty")).contains("");
        assertThat(head.header("Accept-Encoding")).isEmpty();
        assertThat(head.end()).isEqualTo(PLAIN.length());
    }

    @Test
    void the_next_one_is_read_from_where_it_begins() {
        String second = "HEAD /x HTTP/1.1\r\nHost: b\r\n\r\n";
        byte[] both = (PLAIN + second).getBytes(StandardCharsets.ISO_8859_1);
        PlainHead head = PlainHead.read(both, PLAIN.length()).orElseThrow();
        assertThat(head.method()).isEqualTo("HEAD");
        assertThat(head.path()).isEqualTo("/x");
        assertThat(head.header("accept")).isEmpty();
        assertThat(head.end()).isEqualTo(both.length);
    }

    @Test
    void a_part_is_not_read() {
        for (int length = 0; length < PLAIN.length(); length++) {
            assertThat(read(PLAIN.substring(0, length))).as("%d bytes", length).isEmpty();
        }
    }

    @Test
    void names_of_fields_differ_in_more_than_the_case_of_letters() {
        PlainHead head = read("GET / HTTP/1.1\r\nHost: a\r\nx^y: 1\r\nX-@: 2\r\n".replace("@", "Z") + "\r\n")
                .orElseThrow();
        assertThat(head.header("x~y")).isEmpty();
        assertThat(head.header("X^Y")).contains("1");
        assertThat(head.header("x-z")).contains("2");
    }

    @Test
    void sixty_four_fields_are_plain_and_one_more_is_not() {
        String start = "GET / HTTP/1.1\r\nHost: a\r\n";
        assertThat(read(start + "A: b\r\n".repeat(63) + "\r\n")
                        .orElseThrow()
                        .header("a")
                        .orElseThrow())
                .hasSize(63 + 62 * 2);
        assertThat(read(start + "A: b\r\n".repeat(64) + "\r\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: a\r\n\r\n",
                "get / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
                "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET //a/b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a? HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a?b?c HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a\"b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\u00E4 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: a\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
                "GET / http/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: A\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:80\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:443\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:08080\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:-1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: :8080\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\rc\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\nC: d\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\u0000\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: \u00FC\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n\n\n",
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nTRANSFER-ENCODING: chunked\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nTrailer: X\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\n\r\n",
            })
    void what_is_not_plain_is_not_read(String head) {
        assertThat(read(head)).isEmpty();
    }

    private static Optional<PlainHead> read(String text) {
        return PlainHead.read(text.getBytes(StandardCharsets.ISO_8859_1), 0);
    }
}
