package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComplianceTest {
    private static Serving serving;

    @BeforeAll
    static void start() throws IOException {
        serving = Serving.plain();
    }

    @AfterAll
    static void stop() {
        serving.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2Fb.jpg",
                "//a//b.jpg",
                "/a%20b+c.jpg",
                "/%B9%FE.jpg",
                "/a/..%2f..%2fb",
                "/a/%2e%2e/b",
                "/a;b=c/d.jpg",
                "/a%5Cb",
                "/a\\b.jpg",
                "/%C0%AE%C0%AE/",
                "/%252e%252e/"
            })
    void the_path_reaches_the_delivery_as_it_was_sent(String path) throws IOException {
        String answer = serving.talk("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 404").endsWith("nothing at " + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz%4", "/../../etc/passwd", "/a%00b", "/a b", "*"})
    void what_is_no_path_is_refused(String path) throws IOException {
        String answer = serving.talk("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 4").doesNotStartWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX : a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
                "GET / HTTP/3.7\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n"
            })
    void malformed_requests_are_refused_and_the_connection_is_closed(String request) throws IOException {
        String answer = serving.talk(request);
        assertThat(answer).matches("(?s)HTTP/1\\.1 (400|505|501|426) .*|");
        assertThat(serving.seen).noneMatch(exchange -> exchange.path().equals("/"));
    }

    @Test
    void a_refusal_is_problem_json_without_server_or_cookie() throws IOException {
        String answer = serving.talk("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n");
        assertThat(answer)
                .contains("application/problem+json")
                .contains("\"status\":400")
                .doesNotContainIgnoringCase("server:")
                .doesNotContainIgnoringCase("set-cookie")
                .doesNotContainIgnoringCase("jetty");
    }

    @Test
    void a_refusal_says_what_is_wrong() throws IOException {
        assertThat(serving.talk("GET / HTTP/1.1\r\n\r\n"))
                .contains("The request is not valid HTTP, or larger than allowed: No Host.");
    }

    @Test
    void an_answer_has_a_date_and_no_server_header() throws IOException {
        String answer = serving.talk("GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).contains("Date: ").doesNotContainIgnoringCase("\r\nserver:");
    }

    @Test
    void too_large_headers_are_431_and_too_long_targets_414() throws IOException {
        String big = "x".repeat(20_000);
        assertThat(serving.talk("GET / HTTP/1.1\r\nHost: x\r\nX: " + big + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(serving.talk("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 414");
        assertThat(serving.talk("GET /" + big + " HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 414");
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws IOException {
        serving.hot.put("/hot", request -> Serving.text(200, "from memory"));
        serving.cold.put("/cold", request -> Serving.text(200, "from store"));
        String answer = serving.talk("GET /cold HTTP/1.1\r\nHost: x\r\n\r\nGET /hot HTTP/1.1\r\nHost: x\r\n\r\n"
                + "HEAD /hot HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(4);
        assertThat(answer.indexOf("from store")).isPositive().isLessThan(answer.indexOf("from memory"));
        assertThat(answer).endsWith("\r\n\r\n");
    }
}
