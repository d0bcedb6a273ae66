package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Api;
import dev.imago.http.api.Reply;
import dev.imago.image.Fault;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiExchangeTest {
    private final AtomicInteger lines = new AtomicInteger();
    private final AtomicReference<Throwable> ended = new AtomicReference<>();
    private Serving serving;

    @BeforeEach
    void start() throws IOException {
        Api api = new Api()
                .add(
                        "PUT",
                        "/echo",
                        call -> Reply.bytes(200, "text/plain", call.body().readAllBytes())
                                .with(
                                        "X-Length",
                                        Long.toString(call.contentLength().orElse(-1))))
                .add("PUT", "/refuse", call -> {
                    throw new Fault(Fault.Kind.FORBIDDEN, "You may not.");
                })
                .add(
                        "GET",
                        "/q/{name}",
                        call -> Reply.json(List.of(
                                call.parameter("name"),
                                call.query().all("a"),
                                call.headers().all("x-a"),
                                call.authority())))
                .add(
                        "GET",
                        "/lines",
                        call -> Reply.lines(sink -> {
                            for (int i = 0; i < 3; i++) {
                                sink.line(Map.of("n", i));
                            }
                        }))
                .add(
                        "GET",
                        "/endless",
                        call -> Reply.lines(sink -> {
                            try {
                                while (true) {
                                    sink.line(Map.of("n", lines.incrementAndGet()));
                                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                                }
                            } catch (IOException e) {
                                ended.set(e);
                                throw e;
                            }
                        }))
                .add(
                        "GET",
                        "/broken",
                        call -> Reply.lines(sink -> {
                            sink.line(Map.of("n", 1));
                            throw new IllegalStateException("on purpose");
                        }));
        serving = new Serving(Serving.anywhere(), api);
    }

    @AfterEach
    void stop() {
        serving.close();
    }

    private String talk(String request) throws IOException {
        try (Socket socket = serving.connectApi()) {
            return Serving.talk(socket, request);
        }
    }

    @Test
    void continue_is_sent_only_when_the_body_is_read() throws IOException {
        String head = " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
        try (Socket socket = serving.connectApi()) {
            socket.getOutputStream().write(("PUT /echo" + head).getBytes());
            byte[] interim = socket.getInputStream().readNBytes(25);
            assertThat(new String(interim)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(Serving.talk(socket, "abc")).startsWith("HTTP/1.1 200").endsWith("abc");
        }
        assertThat(talk("PUT /refuse" + head)).startsWith("HTTP/1.1 403").doesNotContain("100 Continue");
    }

    @Test
    void a_chunked_body_is_read_and_a_broken_one_refused() throws IOException {
        String head = "PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        assertThat(talk(head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
                .contains("X-Length: -1")
                .endsWith("abcde");
        assertThat(talk(head + "zz\r\nabc\r\n0\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void parameters_queries_and_headers_arrive_with_all_their_values() throws IOException {
        assertThat(talk("GET /q/a%20b?a=1&a=%C3%BC+x HTTP/1.1\r\nHost: img.example:81\r\nX-A: 1\r\nx-a: 2\r\n"
                        + "Connection: close\r\n\r\n"))
                .contains("X-Request-Id: ")
                .contains("X-Content-Type-Options: nosniff\r\n")
                .contains("[\"a b\",[\"1\",\"ü x\"],[\"1\",\"2\"],\"img.example:81\"]"
                        .replace(
                                "ü",
                                new String(
                                        "ü".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                        java.nio.charset.StandardCharsets.ISO_8859_1)));
    }

    @Test
    void lines_are_streamed_and_head_has_none() throws IOException {
        assertThat(talk("GET /lines HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .contains("application/jsonl")
                .contains("{\"n\":0}\n")
                .contains("{\"n\":2}\n");
        assertThat(talk("HEAD /lines HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("{");
    }

    @Test
    void a_stream_ends_when_its_client_leaves() throws IOException {
        try (Socket socket = serving.connectApi()) {
            socket.getOutputStream().write("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            socket.getInputStream().readNBytes(400);
        }
        Serving.await("ended", () -> ended.get() != null);
        assertThat(ended.get()).isInstanceOf(Reply.ClientGone.class);
        Serving.await("told", () -> !serving.seen.isEmpty());
        assertThat(serving.seen.peek().aborted()).isTrue();
    }

    @Test
    void a_stream_that_breaks_has_no_last_chunk() throws IOException {
        assertThat(talk("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n"))
                .contains("{\"n\":1}")
                .doesNotContain("0\r\n\r\n");
    }
}
