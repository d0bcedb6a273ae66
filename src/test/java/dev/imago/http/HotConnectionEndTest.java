package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.ByteSize;
import dev.imago.http.api.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** How connections end that answer from memory: by what is no HTTP, by clients that leave or do not read, by a drain, by a failure. */
final class HotConnectionEndTest {
    private static final String HOST = "Host: img.example.com\r\n";
    private static final String PLAIN = "GET /hot HTTP/1.1\r\n" + HOST + "\r\n";

    @Test
    void who_does_not_read_is_cut_off() throws Exception {
        try (Serving serving = HotConnectionTest.serving(false, impatient());
                Socket socket = serving.connect()) {
            serving.hot.put("/large", _ -> Serving.memory(200, new byte[8 << 20]));
            socket.getOutputStream()
                    .write(("GET /large HTTP/1.1\r\n" + HOST + "\r\n").getBytes(StandardCharsets.US_ASCII));
            Serving.await("the answer ends", () -> serving.seen.stream().anyMatch(Serving.Seen::aborted));
            Serving.await("the connection ends", () -> serving.server.connections("public") == 0);
            assertThat(serving.plain).hasValue(1);
            assertThat(serving.server.active("public")).isZero();
            assertThat(serving.server.waitingWrites()).isZero();
        }
    }

    /** Eight megabytes in a quarter of a second. */
    private static LimitSettings impatient() {
        LimitSettings usual = LimitSettings.defaults();
        return new LimitSettings(
                usual.headers(),
                usual.target(),
                usual.idle(),
                usual.firstRequest(),
                new ByteSize(64L << 20),
                Duration.ofMillis(100),
                100,
                100,
                0,
                1,
                100);
    }

    @Test
    void what_is_not_http_is_told_so_even_if_more_comes_behind_it() throws Exception {
        try (Serving serving = HotConnectionTest.serving(false, LimitSettings.defaults())) {
            for (String wrong : List.of("GET /hot HTTP/1.1\n\n", "GET /hot HTTP/1.1\r\nHost: a b\r\n\r\n", "\0\0")) {
                for (int i = 0; i < 100; i++) {
                    try (Socket socket = serving.connect()) {
                        socket.getOutputStream().write(PLAIN.getBytes(StandardCharsets.US_ASCII));
                        socket.getOutputStream().write(wrong.getBytes(StandardCharsets.US_ASCII));
                        socket.shutdownOutput();
                        String answers = Serving.readAll(socket);
                        assertThat(answers)
                                .as(wrong)
                                .contains("0123456789HTTP/1.1 400 ")
                                .endsWith("}");
                    }
                }
            }
        }
    }

    @Test
    void a_client_that_leaves_when_it_was_refused_is_not_kept() throws Exception {
        try (Serving serving = HotConnectionTest.serving(false, LimitSettings.defaults())) {
            // In one piece, and in two of which the library reads the second by itself.
            for (List<String> wrong : List.of(List.of("GET /hot HTTP/1.1\n\n"), List.of("GET /hot HT", "TP/1.1\n\n"))) {
                try (Socket socket = serving.connect()) {
                    for (String piece : wrong) {
                        Serving.await("it is there", () -> serving.server.connections("public") == 1);
                        socket.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
                    }
                    assertThat(Serving.readAll(socket))
                            .startsWith("HTTP/1.1 400 ")
                            .endsWith("}");
                }
                Serving.await("the connection ends", () -> serving.server.connections("public") == 0);
            }
        }
    }

    @Test
    void a_line_break_that_is_none_is_not_forgotten() throws Exception {
        try (Serving serving = HotConnectionTest.serving(false, LimitSettings.defaults())) {
            for (int i = 0; i < 50; i++) {
                try (Socket socket = serving.connect()) {
                    socket.setTcpNoDelay(true);
                    socket.getOutputStream().write('\r');
                    socket.getOutputStream().flush();
                    Serving.await("it is there", () -> serving.server.connections("public") == 1);
                    assertThat(Serving.talk(socket, PLAIN)).startsWith("HTTP/1.1 400 ");
                }
                Serving.await("the connection ends", () -> serving.server.connections("public") == 0);
            }
        }
    }

    @Test
    void what_waits_when_a_drain_begins_is_answered_and_told_to_be_the_last() throws Exception {
        try (Serving serving = HotConnectionTest.serving(false, LimitSettings.defaults());
                Socket socket = serving.connect();
                Socket second = serving.connect()) {
            serving.hot.put("/large", _ -> Serving.memory(200, new byte[8 << 20]));
            String large = "GET /large HTTP/1.1\r\n" + HOST + "\r\n";
            socket.getOutputStream().write((large + PLAIN).getBytes(StandardCharsets.US_ASCII));
            second.getOutputStream().write(large.getBytes(StandardCharsets.US_ASCII));
            Serving.await("the server waits", () -> serving.server.waitingWrites() == 2);
            FutureTask<Boolean> drain = new FutureTask<>(() -> serving.server.drain(Duration.ofSeconds(20)));
            Thread.ofVirtual().start(drain);
            Serving.await("it drains", () -> serving.server.draining());
            Serving.await("it refuses", () -> refused(serving));
            assertThat(Serving.readAll(socket)).contains("Connection: close").endsWith("0123456789");
            Serving.readAll(second);
            assertThat(drain.get()).isTrue();
            assertThat(serving.plain).hasValue(2);
        }
    }

    private static boolean refused(Serving serving) {
        try (Socket _ = serving.connect()) {
            return false;
        } catch (IOException | UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void a_connection_on_which_something_goes_wrong_is_closed() throws Exception {
        try (Serving serving = new Serving(Serving.anywhere(), new Api()) {
                    @Override
                    public void completed(Exchange exchange) {
                        throw new AssertionError("this is tested");
                    }
                };
                Socket socket = serving.connect()) {
            serving.hot.put("/hot", HotConnectionTest::image);
            assertThat(Serving.talk(socket, PLAIN)).endsWith("0123456789");
            Serving.await("nothing is under way", () -> serving.server.active("public") == 0);
        }
    }
}
